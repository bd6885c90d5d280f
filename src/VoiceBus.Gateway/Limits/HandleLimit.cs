using System.Runtime.InteropServices;

namespace VoiceBus.Gateway.Limits;

/// <summary>
/// How many handles (files, sockets, pipes) this process may have open, and how many of them may be connections: a runtime that
/// finds none left for itself ends the process.
/// </summary>
internal static partial class HandleLimit
{
    private const int RlimitNoFile = 7; // Of Linux.
    private const ulong Reserve = 512;

    /// <summary>Connections that leave enough handles for everything else; null where the system tells no limit.</summary>
    public static int? Connections => Handles is { } handles ? ConnectionsOf(handles) : null;

    // The runtime has raised the soft limit to the hard one by now.
    private static ulong? Handles => OperatingSystem.IsLinux() && GetLimit(RlimitNoFile, out var limit) == 0 ? limit.Current : null;

    internal static int ConnectionsOf(ulong handles) =>
        (int)Math.Min(int.MaxValue, Math.Max(handles > Reserve ? handles - Reserve : 0, Math.Max(1, handles / 4)));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Current;
        public nuint Maximum;
    }
}
