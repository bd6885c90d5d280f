using System.Net;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Ollama;

/// <summary>Says why an Ollama server failed, and what to do about it.</summary>
internal sealed class OllamaErrors(VendorContext context, OllamaOptions options)
    : HttpErrors(context, [options.Key, .. options.Headers.Values, .. UrlParts.Secrets(options.Url)])
{
    private readonly string _model = options.Model;

    /// <inheritdoc/>
    public override ProviderException Refused(HttpStatusCode status, VendorError said, TimeSpan? retryAfter = null) => (int)status switch
    {
        404 when Says(said, "model") => Fail(FailureKind.BadRequest, true, $"has no model {_model} (404): run `ollama pull {_model}` there", said.Text),
        404 => Fail(FailureKind.BadRequest, true, "does not know /api/chat (404): check the address, and that it is Ollama", said.Text),
        400 when Says(said, "does not support tools") => Fail(FailureKind.BadRequest, true, $"refused (400): {_model} cannot use tools; set tools to false, or take another model", said.Text),
        400 when Says(said, "does not support thinking") => Fail(FailureKind.BadRequest, true, $"refused (400): {_model} cannot think; set think to off", said.Text),
        _ => base.Refused(status, said, retryAfter),
    };

    private static bool Says(VendorError said, string words) => said.Text?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false;
}
