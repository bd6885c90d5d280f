using System.Text.Json;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Says in our words what the codes of the speech services mean, and what to do about them. What the vendor refuses is the fault of the
/// provider's options, not of what somebody said: another provider may be asked. Immutable; thread-safe.
/// </summary>
/// <param name="context">Whose failures they are.</param>
/// <param name="secrets">The keys.</param>
internal sealed class DoubaoErrors(VendorContext context, params IEnumerable<string?> secrets) : ProviderErrors(context, secrets)
{
    /// <summary>It worked.</summary>
    public const long Success = 20000000;

    /// <summary>There was no audio.</summary>
    public const long EmptyAudio = 45000002;

    /// <summary>The failure that a code stands for.</summary>
    /// <param name="code">The vendor's.</param>
    /// <param name="said">What it says: text, or JSON with <c>error</c> or <c>message</c>; or null.</param>
    /// <param name="logId">The vendor's id of the connection (X-Tt-Logid), which its support asks for; or null.</param>
    public ProviderException Failed(long code, string? said, string? logId = null)
    {
        var words = Words(said);
        var detail = logId is null ? words : $"{words} (X-Tt-Logid {logId})";
        return code switch
        {
            45000001 => Fail(FailureKind.BadRequest, true, "refused the parameters (45000001): check the provider's options", detail),
            EmptyAudio => Fail(FailureKind.BadRequest, true, "was given no audio (45000002)", detail),
            45000010 => Fail(FailureKind.Unauthorized, false, "refused the credentials (45000010): check key, or app_id and access_token", detail),
            45000030 => Fail(FailureKind.Unauthorized, false, "has not been granted this resource (45000030): check resource_id, and that it is enabled in the console", detail),
            45000081 => Fail(FailureKind.Timeout, true, "waited too long for audio (45000081): keep_alive must be shorter than 8 s", detail),
            45000151 => Fail(FailureKind.BadRequest, true, "does not take the audio's format (45000151)", detail),
            55000031 => Fail(FailureKind.Unavailable, true, "is overloaded (55000031)", detail),
            _ when ByWords(code, words ?? "", detail) is { } known => known,
            >= 45000000 and < 46000000 => Fail(FailureKind.BadRequest, true, $"refused the request ({code}): check the provider's options", detail),
            >= 55000000 and < 56000000 => Fail(FailureKind.Unavailable, true, $"is in trouble ({code})", detail),
            _ => Fail(FailureKind.BadResponse, true, $"failed ({code})", detail),
        };
    }

    // 45000000 and 55000000 stand for many things; only the words tell.
    private ProviderException? ByWords(long code, string words, string? detail)
    {
        if (Says(words, "resource id is mismatched"))
            return Fail(FailureKind.BadRequest, true, $"has this voice under another resource ({code}): set the resource_id that belongs to the voice", detail);
        if (Says(words, "quota", "concurrency", "rate limit", "too many"))
            return Fail(FailureKind.RateLimited, true, $"has no more of its quota to give ({code}): buy more, or lower the provider's pool", detail, TimeSpan.FromSeconds(1));
        if (Says(words, "grant", "authenticat", "unauthorized", "access denied", "app key not found", "x-api-key"))
            return Fail(FailureKind.Unauthorized, false, $"refused the credentials ({code}): check key, or app_id and access_token, and that resource_id is enabled in the console", detail);
        return Says(words, "speaker") && code / 1_000_000 == 45
            ? Fail(FailureKind.BadRequest, true, $"does not know this voice ({code}): check voice", detail)
            : null;
    }

    private static bool Says(string words, params ReadOnlySpan<string> any)
    {
        foreach (var part in any)
        {
            if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string? Words(string? said)
    {
        if (said is null || !said.AsSpan().TrimStart().StartsWith("{"))
            return said;
        try
        {
            using var json = JsonDocument.Parse(said);
            foreach (var name in new[] { "error", "message", "error_message" })
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                    return value.GetString();
            }
        }
        catch (JsonException)
        {
            // It is text that begins like JSON.
        }

        return said;
    }
}
