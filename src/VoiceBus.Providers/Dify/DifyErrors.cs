using System.Net;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Dify;

/// <summary>Says why a Dify server failed, and what to do about it: by its codes, which come with a status or in the middle of an answer.</summary>
internal sealed class DifyErrors(VendorContext context, DifyOptions options)
    : HttpErrors(context, [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(options.Url)])
{
    /// <inheritdoc/>
    public override ProviderException Refused(HttpStatusCode status, VendorError said, TimeSpan? retryAfter = null) => said.Code switch
    {
        "provider_not_initialize" => Fail(FailureKind.Unauthorized, false, "has no credentials for the app's model: enter them in Dify", said.Text),
        "provider_quota_exceeded" => Fail(FailureKind.RateLimited, true, "has used up the quota of the app's model: look at its vendor", said.Text, retryAfter),
        "model_currently_not_support" => Fail(FailureKind.BadRequest, true, "does not support the app's model now: choose another in Dify", said.Text),
        "completion_request_error" => Fail(FailureKind.Unavailable, true, "could not get an answer from the app's model: look at the app's log in Dify", said.Text, retryAfter),
        "app_unavailable" => Fail(FailureKind.BadRequest, true, "has the app switched off, or it is not published: look at it in Dify", said.Text),
        "not_chat_app" => Fail(FailureKind.BadRequest, true, "has an app here that does not chat: take a chatbot, an agent or a chatflow", said.Text),
        "rate_limit_error" => Fail(FailureKind.RateLimited, true, "has used up the quota of its plan", said.Text, retryAfter),
        _ when status == HttpStatusCode.NotFound && said.Text?.Contains("conversation", StringComparison.OrdinalIgnoreCase) == true =>
            Fail(FailureKind.BadRequest, true, "does not know the conversation any more", said.Text, inner: new DifyConversationGoneException()),
        _ => base.Refused(status, said, retryAfter),
    };

    /// <summary>A node of a chatflow has failed.</summary>
    public ProviderException NodeFailed(string? why) =>
        Fail(FailureKind.BadResponse, true, "could not finish the app's flow: look at the run's log in Dify", why);
}

/// <summary>Marks the failure of a conversation that was deleted or cleaned up at the vendor.</summary>
internal sealed class DifyConversationGoneException : Exception;
