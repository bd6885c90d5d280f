using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace VoiceBus.Gateway.Access;

/// <summary>
/// Tells whose program is at the other end of a connection within this machine: the system keeps the user of every socket.
/// This is what tells a proxy on this machine, which need not add a header. Linux only; elsewhere nobody is known.
/// </summary>
internal static partial class SocketOwner
{
    private static readonly string[] _tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Whether the other end belongs to the user this process runs as; false when that cannot be told.</summary>
    public static bool IsOwnUser(IPEndPoint peer, IPEndPoint here)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            return _tables.Select(table => OwnerIn(File.ReadLines(table), peer, here)).FirstOrDefault(static owner => owner is not null) == GetEffectiveUser();
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The user of the peer's socket, as a table in the form of <c>/proc/net/tcp</c> or <c>tcp6</c> has it.</summary>
    /// <returns>Null when the table has no such socket, or one that no program holds any more.</returns>
    internal static uint? OwnerIn(IEnumerable<string> table, IPEndPoint peer, IPEndPoint here)
    {
        string[] near = [.. Forms(peer)], far = [.. Forms(here)];
        foreach (var line in table)
        {
            // sl local remote state queues timer retransmissions uid timeout inode
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && near.Contains(fields[1], StringComparer.OrdinalIgnoreCase) && far.Contains(fields[2], StringComparer.OrdinalIgnoreCase)
                // A socket that was closed meanwhile has no inode, and the superuser for a user.
                && fields[9] != "0" && uint.TryParse(fields[7], NumberStyles.None, CultureInfo.InvariantCulture, out var owner))
            {
                return owner;
            }
        }

        return null;
    }

    // An IPv4 address may be that of an IPv6 socket.
    private static IEnumerable<string> Forms(IPEndPoint end)
    {
        yield return $"{Hex(end.Address)}:{end.Port:X4}";
        if (end.AddressFamily == AddressFamily.InterNetwork)
            yield return $"{Hex(end.Address.MapToIPv6())}:{end.Port:X4}";
    }

    // Words of 32 bits, each in the machine's own order of bytes.
    private static string Hex(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (BitConverter.IsLittleEndian)
            for (var word = 0; word < bytes.Length; word += 4)
                Array.Reverse(bytes, word, 4);
        return Convert.ToHexString(bytes);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();
}
