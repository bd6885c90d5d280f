using System.Net;

namespace VoiceBus.Server;

/// <summary>
/// Looks at the addresses to listen at before Kestrel does, which takes whatever it cannot read for a host name, and a host name for
/// every network there is: one wrong letter in a port would open all of them at port 80.
/// </summary>
internal static class ListenAddresses
{
    /// <summary>Gives the addresses back.</summary>
    /// <param name="urls">Separated by semicolons.</param>
    /// <exception cref="InvalidOperationException">One is none; the message names it and says what would be right.</exception>
    public static string Checked(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!IsAddress(url))
                throw new InvalidOperationException($"'{url}' is no address to listen at: --urls and VOICEBUS_URLS take http://host:port with a port of 0 to {IPEndPoint.MaxPort}.");
        return urls;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || (address.Port is >= 0 and <= IPEndPoint.MaxPort && IsHost(address.Host));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // A colon outside brackets is what is left of a port that is no number.
    private static bool IsHost(string host) => host.Length > 0 && (host[0] == '[' || !host.Contains(':', StringComparison.Ordinal));
}
