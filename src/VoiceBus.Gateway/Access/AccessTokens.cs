using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Access;

/// <summary>The two tokens of the HTTP interface: the admin token opens all routes, the read token those that only show. Thread-safe.</summary>
public sealed class AccessTokens
{
    /// <summary>Finds what was given; reads and makes nothing yet.</summary>
    /// <param name="admin">The admin token of the configuration, or null.</param>
    /// <param name="read">The read token of the configuration, or null.</param>
    /// <param name="folder">Where made ones are kept.</param>
    /// <exception cref="InvalidOperationException">Both are the same.</exception>
    public AccessTokens(string? admin, string? read, string folder)
    {
        Admin = new AccessToken(admin, "VOICEBUS_ADMIN_TOKEN", folder, "admin-token");
        Read = new AccessToken(read, "VOICEBUS_READ_TOKEN", folder, "read-token");
        if (Admin.IsGiven && Read.IsGiven && BearerToken.Matches(Admin.Get(), Read.Get()))
            throw new InvalidOperationException("VOICEBUS_READ_TOKEN must be another than VOICEBUS_ADMIN_TOKEN: it is for programs that may only read.");
    }

    /// <summary>Opens everything.</summary>
    public AccessToken Admin { get; }

    /// <summary>Opens reading.</summary>
    public AccessToken Read { get; }

    /// <summary>What a token opens; null when it is none of ours.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public AccessLevel? LevelOf(string token) =>
        Admin.Find() is { } admin && BearerToken.Matches(token, admin) ? AccessLevel.Admin
        : Read.Find() is { } read && BearerToken.Matches(token, read) ? AccessLevel.Read
        : null;

    /// <summary>Makes those that are missing.</summary>
    /// <exception cref="IOException">They could not be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Ensure()
    {
        Admin.Get();
        Read.Get();
    }
}
