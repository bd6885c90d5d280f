using System.Diagnostics;

namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Names of what is asked of a model, for spans and metrics: OpenTelemetry's semantic conventions for generative AI where they have
/// one.
/// </summary>
internal static class GenAi
{
    /// <summary>A language model's answer.</summary>
    public const string Chat = "chat";

    /// <summary>What a service is asked for.</summary>
    public static string OperationOf(string service) => service switch
    {
        "asr" => "speech_to_text",
        "llm" => Chat,
        "tts" => "text_to_speech",
        _ => "execute_tool",
    };

    /// <summary>Ends the span of a try with what became of it.</summary>
    public static void Describe(Activity? span, ProviderAttempted attempted)
    {
        if (span is null)
            return;
        span.SetTag("gen_ai.request.model", attempted.Model)
            .SetTag("gen_ai.usage.input_tokens", attempted.InputTokens)
            .SetTag("gen_ai.usage.output_tokens", attempted.OutputTokens)
            .SetTag("voicebus.attempt", attempted.Attempt)
            .SetTag("voicebus.outcome", attempted.Outcome);
        if (attempted.Outcome == AttemptOutcomes.Failed)
            span.SetTag("error.type", attempted.Kind).SetStatus(ActivityStatusCode.Error, attempted.Error);
        else if (attempted.Outcome == AttemptOutcomes.Ok)
            span.SetStatus(ActivityStatusCode.Ok);
    }
}
