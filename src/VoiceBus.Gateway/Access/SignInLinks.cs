using System.Buffers.Text;
using System.Security.Cryptography;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Access;

/// <summary>The link that a start prints: whoever opens it first gets the admin token. One use, for a while. Thread-safe.</summary>
public sealed class SignInLinks(AccessTokens tokens, TimeProvider time)
{
    /// <summary>How long a link is good for.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    /// <summary>Begins the console's fragment; the code follows. A fragment is never sent to a server, nor logged by one.</summary>
    public const string Fragment = "#/sign-in/";

    private readonly Lock _gate = new();
    private string? _code;
    private long _issued;

    /// <summary>Makes a code; the one before is good no longer.</summary>
    public string Issue()
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
            (_code, _issued) = (code, time.GetTimestamp());
        return code;
    }

    /// <summary>Trades a code for the admin token; null when it is not the one, was used, or is too old.</summary>
    /// <exception cref="IOException">The token cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string? Redeem(string code)
    {
        lock (_gate)
        {
            if (_code is null || time.GetElapsedTime(_issued) >= Validity || !BearerToken.Matches(code, _code))
                return null;
            var token = tokens.Admin.Get();
            _code = null;
            return token;
        }
    }
}
