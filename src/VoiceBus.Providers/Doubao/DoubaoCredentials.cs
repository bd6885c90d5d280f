using System.ComponentModel.DataAnnotations;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Doubao;

/// <summary>Who asks: the same headers for recognition and synthesis.</summary>
internal static class DoubaoCredentials
{
    /// <summary>What is wrong with them: one of the two ways in has to be whole.</summary>
    public static IEnumerable<ValidationResult> Check(string? key, string? appId, string? accessToken)
    {
        if (string.IsNullOrWhiteSpace(key) && (string.IsNullOrWhiteSpace(appId) || string.IsNullOrWhiteSpace(accessToken)))
            yield return new ValidationResult("must be given (new console), or app_id with access_token (old console)", ["Key"]);
    }

    /// <summary>The headers of the handshake.</summary>
    public static Dictionary<string, string> Headers(string? key, string? appId, string? accessToken, string resourceId, VendorContext context)
    {
        var headers = new Dictionary<string, string>
        {
            ["X-Api-Resource-Id"] = resourceId,
            ["X-Api-Connect-Id"] = Guid.CreateVersion7(context.Time.GetUtcNow()).ToString(),
        };
        if (!string.IsNullOrWhiteSpace(key))
            headers["X-Api-Key"] = key;
        else
        {
            headers["X-Api-App-Key"] = appId ?? "";
            headers["X-Api-Access-Key"] = accessToken ?? "";
        }

        return headers;
    }
}
