using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using VoiceBus.AspNetCore;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Server;

/// <summary>What a start tells people about who gets in.</summary>
internal static class AccessNotice
{
    /// <summary>The lines, none when only this machine can reach the server; makes the tokens and the sign-in link.</summary>
    /// <exception cref="IOException">A token could not be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static IEnumerable<string> Lines(IServiceProvider services)
    {
        var (options, server) = (services.GetRequiredService<VoiceBusOptions>(), services.GetRequiredService<IServer>());
        if (!services.GetRequiredService<LocalMachine>().IsTrusted)
        {
            var tokens = services.GetRequiredService<AccessTokens>();
            tokens.Ensure();
            yield return $"admin      all routes open to the token {tokens.Admin.Place}; those that only show also to the one {tokens.Read.Place}";
            var link = $"{Page(options.Provisioning, server)}/{SignInLinks.Fragment}{services.GetRequiredService<SignInLinks>().Issue()}";
            yield return $"sign in    {link} (once, within {SignInLinks.Validity.TotalMinutes:0} minutes)";
        }

        if (options.Role != NodeRole.Worker && options.IsOpenToAnyDevice && !Listeners.AreLoopbackOnly(server))
            yield return "open house  whatever reaches this server may act as any device: set VOICEBUS_DEVICE_TOKEN, or VoiceBus:Provisioning:Activation:Enabled";
    }

    private static string Page(ProvisioningOptions options, IServer server)
    {
        if (options.PublicUrl is { } known)
            return $"{(known.Scheme is "https" or "wss" ? "https" : "http")}://{known.Authority}{known.AbsolutePath.TrimEnd('/')}";
        var address = Listeners.Addresses(server).FirstOrDefault() ?? "";
        return (Uri.TryCreate(address, UriKind.Absolute, out var url) && IPAddress.TryParse(url.Host.Trim('[', ']'), out var host)
            && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)) ? $"{url.Scheme}://{OwnAddress()}:{url.Port}" : address).TrimEnd('/');
    }

    // One that another machine can reach, if there is one.
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
        .Select(static address => address.Address)
        .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
