using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.DashScope;

/// <summary>
/// Says in our words what the codes of Model Studio mean, and what to do about them. What the vendor refuses is the fault of the
/// provider's options, not of what somebody said: another provider may be asked. Immutable; thread-safe.
/// </summary>
/// <param name="context">Whose failures they are.</param>
/// <param name="key">The API key.</param>
internal sealed class DashScopeErrors(VendorContext context, string? key) : ProviderErrors(context, [key])
{
    private static readonly TimeSpan _throttled = TimeSpan.FromSeconds(1); // The vendor counts calls per second.

    /// <summary>The failure that a code stands for.</summary>
    /// <param name="code">The vendor's, such as <c>InvalidParameter</c>; null where it gave none.</param>
    /// <param name="said">What it says, or null.</param>
    public ProviderException Failed(string? code, string? said)
    {
        var name = code is { Length: > 0 and <= 64 } ? code : "no code";
        var both = $"{code} {said}";
        if (Says(both, "InvalidApiKey", "invalid_api_key", "invalid api-key", "AccessDenied", "access_denied", "unauthorized"))
            return Fail(FailureKind.Unauthorized, false, $"refused the credentials ({name}): check key, that it is of url's region, and that the model is enabled for it", said);
        if (Says(both, "Arrearage", "overdue", "insufficient_quota", "FreeTierOnly"))
            return Fail(FailureKind.RateLimited, true, $"wants to be paid ({name}): check the account's balance", said);
        if (Says(both, "Throttling", "rate limit", "rate_limit", "too many requests", "concurren"))
            return Fail(FailureKind.RateLimited, true, $"was asked too often ({name}): raise the limit at the vendor, or lower the provider's pool", said, _throttled);
        if (Says(both, "error code: 418"))
            return Fail(FailureKind.BadRequest, true, $"does not know this voice for this model ({name}, 418): voice and model must fit", said);
        if (Says(both, "request timeout", "response timeout", "RequestTimeOut"))
            return Fail(FailureKind.Timeout, true, $"heard nothing for too long ({name})", said);
        if (Says(both, "ModelNotFound", "model_not_found", "model not exist"))
            return Fail(FailureKind.BadRequest, true, $"does not know the model ({name}): check model, and that url's region has it", said);
        if (Says(both, "DataInspection"))
            return Fail(FailureKind.BadRequest, true, $"does not want to say this ({name}): its content inspection refused the text", said);
        if (Says(both, "InternalError", "internal_error", "SystemError", "server_error", "ServiceUnavailable", "ModelServingError", "ModelUnavailable"))
            return Fail(FailureKind.Unavailable, true, $"is in trouble ({name})", said);
        return Says(both, "InvalidParameter", "invalid_", "BadRequest", "CLIENT_ERROR", "UNSUPPORTED_FORMAT", "decode audio", "NotSupport")
            ? Fail(FailureKind.BadRequest, true, $"refused the request ({name}): check the provider's options", said)
            : Fail(FailureKind.BadResponse, true, $"failed ({name})", said);
    }

    /// <summary>Whether a task failed only because there was no speech in the audio.</summary>
    public static bool IsSilence(string? code, string? said) => Says($"{code} {said}", "NO_VALID_AUDIO");

    private static bool Says(string words, params ReadOnlySpan<string> any)
    {
        foreach (var part in any)
        {
            if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
