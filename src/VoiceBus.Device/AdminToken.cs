using System.CommandLine;
using System.Net;
using System.Net.NetworkInformation;

namespace VoiceBus.Device;

/// <summary>The token that opens a server's own routes, for commands that look at them.</summary>
internal static class AdminToken
{
    /// <summary>The option <c>--admin-token</c>.</summary>
    public static Option<string?> Option() => new("--admin-token")
    {
        HelpName = "token",
        Description = "The server's admin or read token, where it asks for one; for a server of this machine VOICEBUS_ADMIN_TOKEN or the one in its data folder.",
    };

    /// <summary>The token for a server: the one given, else for a server of this machine the one it keeps, else null.</summary>
    /// <param name="server">An address of the server; another machine's is not shown what lies on this one.</param>
    /// <param name="given">The value of the option.</param>
    public static string? For(Uri server, string? given) => For(
        server,
        given ?? (IsHere(server) && Environment.GetEnvironmentVariable("VOICEBUS_ADMIN_TOKEN") is { Length: > 0 } known ? known : null),
        Environment.GetEnvironmentVariable("VOICEBUS_DATA") is { Length: > 0 } folder ? folder : "data");

    internal static string? For(Uri server, string? given, string folder)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return given.Trim();
        if (!IsHere(server))
            return null;
        var file = Path.Combine(folder, "admin-token");
        try
        {
            return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept ? kept : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsHere(Uri server) => server.IsLoopback
        || (IPAddress.TryParse(server.Host.Trim('[', ']'), out var address)
            && NetworkInterface.GetAllNetworkInterfaces().SelectMany(static network => network.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address)));
}
