using System.Text.Json;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Deepgram;

/// <summary>What Deepgram says when it fails: a status and a header at the handshake, later a message with a code in words.</summary>
internal sealed class DeepgramErrors(VendorContext context, string? key) : ProviderErrors(context, key)
{
    private static readonly string[] _ours = ["UNPARSABLE_CLIENT_MESSAGE", "INVALID", "DATA-0000", "BAD_REQUEST", "TEXT_TOO_LONG"];

    /// <inheritdoc/>
    public override ProviderException Refused(HandshakeRefusal refusal) => refusal.Status switch
    {
        400 => Fail(FailureKind.BadRequest, true, "refused the request (400): check whether model, language and parameters fit together", refusal.Said),
        401 => Fail(FailureKind.Unauthorized, false, "refused the credentials (401): check its key, or the variable DEEPGRAM_API_KEY", refusal.Said),
        403 => Fail(FailureKind.Unauthorized, false, "refused the credentials (403): the key may not use this model", refusal.Said),
        _ => base.Refused(refusal),
    };

    /// <summary>An <c>Error</c> message, of any version: its code is <c>code</c> or <c>variant</c>, its words <c>description</c> or <c>message</c>.</summary>
    public ProviderException Said(JsonElement message)
    {
        var code = Word(message, "code") ?? Word(message, "variant") ?? Word(message, "err_code") ?? "";
        var words = Word(message, "description") ?? Word(message, "message") ?? Word(message, "err_msg");
        var told = code.Length is > 0 and <= 64 && code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $" ({code})" : "";
        if (code.Contains("RATE", StringComparison.OrdinalIgnoreCase) || code.Contains("FLUSH", StringComparison.OrdinalIgnoreCase))
            return Fail(FailureKind.RateLimited, true, $"asked to be left alone{told}", words);
        return _ours.Any(part => code.Contains(part, StringComparison.OrdinalIgnoreCase))
            ? Fail(FailureKind.BadRequest, true, $"refused what it was sent{told}: check the provider's options", words)
            : Fail(FailureKind.Unavailable, true, $"is in trouble{told}", words);
    }

    /// <summary>Reads a message.</summary>
    /// <exception cref="ProviderException">It is no JSON object, or an error.</exception>
    public JsonDocument Read(VendorMessage message)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(message.Bytes);
        }
        catch (JsonException malformed)
        {
            throw Malformed("no JSON", malformed);
        }

        if (json.RootElement.ValueKind == JsonValueKind.Object && TypeOf(json.RootElement) != "Error")
            return json;
        using (json)
            throw json.RootElement.ValueKind == JsonValueKind.Object ? Said(json.RootElement) : Malformed("no JSON object");
    }

    /// <summary>What kind of message it is; empty when it does not say.</summary>
    public static string TypeOf(JsonElement message) => Word(message, "type") ?? "";

    /// <summary>A member that is text, or null.</summary>
    public static string? Word(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is true.</summary>
    public static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A member that is a number, or zero.</summary>
    public static double Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;
}
