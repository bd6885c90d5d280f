using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Says why a vendor of the chat completions protocol failed, and what to do about it.</summary>
internal sealed class OpenAiErrors(VendorContext context, OpenAiCompatibleOptions options)
    : HttpErrors(context, [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(options.Url)])
{
    /// <summary>The failure an answer stands for that is no answer.</summary>
    public ProviderException Refused(ChatRefusal refusal) =>
        refusal.IsPage ? Unusable("answered with a web page: is its address right?")
        : (int)refusal.Status < 300 ? Reported(refusal.Said)
        : Refused(refusal.Status, refusal.Said, refusal.RetryAfter);

    /// <summary>The answer is over, and not what it should be.</summary>
    public ProviderException Unusable(string how) => Fail(FailureKind.BadResponse, true, how);
}
