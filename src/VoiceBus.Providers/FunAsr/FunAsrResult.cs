using System.Text.Json;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.FunAsr;

/// <summary>
/// An answer of a server of <c>runtime/</c>, read leniently: <c>timestamp</c> is a string, a list or a number, <c>stamp_sents</c> a list or
/// a string, and neither is of use here. Immutable.
/// </summary>
/// <param name="Mode">Which model it is of; null at the end of an utterance without words (C++).</param>
/// <param name="Text">Its words.</param>
/// <param name="Name">Of which utterance, or null.</param>
/// <param name="IsFinal">Means something else in each server.</param>
/// <param name="IsEnd">Whether it acknowledges the end of the audio (Python, since July 2026).</param>
/// <param name="Error">What went wrong, or null.</param>
internal sealed record FunAsrResult(string? Mode, string Text, string? Name, bool IsFinal, bool IsEnd, string? Error)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ProviderException">It is no JSON object.</exception>
    public static FunAsrResult Read(VendorMessage message, FunAsrErrors errors)
    {
        try
        {
            using var json = JsonDocument.Parse(message.Bytes);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw errors.Malformed("no JSON object");
            var text = Text("text") ?? "";
            var error = Text("error") ?? (text.StartsWith("ERROR", StringComparison.Ordinal) ? text : null);
            return new FunAsrResult(Text("mode"), text, Text("wav_name"), Flag("is_final"), Flag("is_end"), error);

            string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

            bool Flag(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
        }
        catch (JsonException malformed)
        {
            throw errors.Malformed("no JSON", malformed);
        }
    }
}
