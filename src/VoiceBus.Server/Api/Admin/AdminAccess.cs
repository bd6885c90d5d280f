using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using VoiceBus.Server.Configuration;

namespace VoiceBus.Server.Api.Admin;

/// <summary>
/// Who may use the control routes: whoever has the admin token; without one only this machine, when the server listens
/// nowhere else and the request is not another site's. Thread-safe.
/// </summary>
/// <param name="given">The token of the configuration: it is always needed then. Null makes one when one is needed.</param>
/// <param name="folder">Where a made token is kept.</param>
/// <param name="server">Whose addresses decide.</param>
internal sealed class AdminAccess(string? given, string folder, IServer server)
{
    private readonly string _file = Path.Combine(folder, "admin-token");
    private readonly Lock _gate = new();
    private string? _token = string.IsNullOrWhiteSpace(given) ? null : given;

    /// <summary>Whether control routes ask for the token.</summary>
    public bool IsTokenNeeded => IsGiven || !IsLoopbackOnly();

    private bool IsGiven => !string.IsNullOrWhiteSpace(given);

    /// <summary>Where the token is to be found, for people; makes it if need be.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">It could not be kept.</exception>
    public string Origin()
    {
        Token();
        return IsGiven ? "of VOICEBUS_ADMIN_TOKEN" : $"in {_file}";
    }

    /// <summary>Judges a request.</summary>
    public AdminVerdict Judge(HttpRequest request)
    {
        if (IsTokenNeeded)
            return HasToken(request) ? AdminVerdict.Allowed : AdminVerdict.TokenMissing;
        return IsOwnSite(request) ? AdminVerdict.Allowed : AdminVerdict.ForeignSite;
    }

    private bool HasToken(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(Token()));
    }

    // A page of another site can make its visitor's browser send requests to this machine, also under a name of its own.
    private static bool IsOwnSite(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
            return false;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    private bool IsLoopbackOnly()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses is { Count: > 0 }
            && addresses.All(static address => Uri.TryCreate(address, UriKind.Absolute, out var url) && IsLoopback(url.Host));
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private string Token()
    {
        lock (_gate)
            return _token ??= File.Exists(_file) && File.ReadAllText(_file).Trim() is { Length: > 0 } kept ? kept : Make();
    }

    private string Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        PrivateFolder.Ensure(folder);
        File.Delete(_file);
        using var file = new FileStream(_file, PrivateFolder.NewFile);
        file.Write(Encoding.ASCII.GetBytes(token + "\n"));
        file.Flush(flushToDisk: true);
        return token;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Whether a control request is allowed.</summary>
public enum AdminVerdict
{
    /// <summary>Go on.</summary>
    Allowed,

    /// <summary>The admin token is needed and was not given or is another.</summary>
    TokenMissing,

    /// <summary>No token is needed, but the request comes from a page of another site.</summary>
    ForeignSite,
}
