using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace VoiceBus.Gateway.Vision;

/// <summary>The leave to have pictures explained: a signed token (JWT, HS256) good for one device and a while. Thread-safe.</summary>
public sealed class VisionTokens(VisionOptions options, TimeProvider time)
{
    private const string Issuer = "voicebus";
    private const string Audience = "vision";
    private const string DeviceClaim = "device_id";
    private const string ClientClaim = "client_id";

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key = new(
        string.IsNullOrEmpty(options.Secret) ? RandomNumberGenerator.GetBytes(32) : SHA256.HashData(Encoding.UTF8.GetBytes(options.Secret)));

    /// <summary>Makes a token.</summary>
    /// <param name="deviceId">Who may use it.</param>
    /// <param name="clientId">Its client id, or null when it told none.</param>
    public string Issue(string deviceId, string? clientId)
    {
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object> { [DeviceClaim] = Normal(deviceId) };
        if (clientId is not null)
            claims[ClientClaim] = Normal(clientId);
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            Expires = (now + options.TokenLifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Judges a token and who brings it.</summary>
    /// <param name="token">As sent.</param>
    /// <param name="deviceId">The header Device-Id.</param>
    /// <param name="clientId">The header Client-Id; may be empty.</param>
    /// <returns>What is wrong, or null.</returns>
    public async ValueTask<string?> RefuseAsync(string token, string deviceId, string clientId)
    {
        if (token.Length == 0)
            return "Send the token of initialize as Authorization: Bearer.";
        var now = time.GetUtcNow().UtcDateTime;
        var expired = false;
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => !(expired = !(expires > now)),
        });
        if (!result.IsValid)
            return expired ? "The token has expired; connect again for a new one." : "The token is not one of this server.";
        if (!Claims(result, DeviceClaim, deviceId))
            return "The token belongs to another device than the header Device-Id names.";
        return clientId.Length > 0 && result.Claims.ContainsKey(ClientClaim) && !Claims(result, ClientClaim, clientId)
            ? "The token belongs to another client than the header Client-Id names." : null;
    }

    /// <summary>When a token was made, UTC; of one that was found good.</summary>
    public static DateTimeOffset IssuedAt(string token) => new(new JsonWebToken(token).IssuedAt, TimeSpan.Zero);

    private static bool Claims(TokenValidationResult result, string claim, string value) =>
        result.Claims.TryGetValue(claim, out var claimed) && claimed as string == Normal(value);

    private static string Normal(string id) => id.Trim().ToLowerInvariant();
}
