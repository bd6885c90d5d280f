using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.WrittenTools;

/// <summary>Reads a call that a model has written: JSON, more or less.</summary>
internal static class WrittenCall
{
    private const int MostBraces = 3;

    private static readonly string[] _names = ["name", "tool", "tool_name", "function"];
    private static readonly string[] _arguments = ["arguments", "parameters", "args", "input"];
    private static readonly JsonReaderOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly JsonSerializerOptions _lenientArguments =
        new(AIJsonUtilities.DefaultOptions) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// Reads one call or a list of them: the first JSON there is, whatever stands around it; names of members vary, arguments may be an
    /// object or a text with one, and braces at the end may be missing.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="newCallId">Makes ids.</param>
    /// <param name="mustHaveArguments">Whether JSON without arguments is no call.</param>
    /// <param name="calls">The calls; at least one when it returns true.</param>
    public static bool TryRead(string text, Func<string> newCallId, bool mustHaveArguments, out IReadOnlyList<FunctionCallContent> calls)
    {
        calls = [];
        var begin = text.AsSpan().IndexOfAny('{', '[');
        if (begin < 0 || Parse(text[begin..]) is not { } json)
            return false;
        using (json)
        {
            var root = json.RootElement;
            calls = [.. (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root]).Select(item => Read(item, newCallId, mustHaveArguments)).OfType<FunctionCallContent>()];
        }

        return calls.Count > 0;
    }

    private static FunctionCallContent? Read(JsonElement json, Func<string> newCallId, bool mustHaveArguments)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        // OpenAI's form: {"function": {"name", "arguments"}}.
        if (json.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object)
            json = inner;
        var name = Member(json, _names, JsonValueKind.String)?.GetString();
        var arguments = Member(json, _arguments, JsonValueKind.Object, JsonValueKind.String);
        if (string.IsNullOrWhiteSpace(name) || (mustHaveArguments && arguments is null))
            return null;
        return FunctionCallContent.CreateFromParsedArguments(
            arguments is { ValueKind: JsonValueKind.String } text ? text.GetString()! : arguments?.GetRawText() ?? "{}",
            newCallId(),
            name,
            static written => written.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(written, _lenientArguments));
    }

    private static JsonElement? Member(JsonElement json, string[] names, params JsonValueKind[] kinds)
    {
        foreach (var name in names)
            if (json.TryGetProperty(name, out var value) && kinds.Contains(value.ValueKind))
                return value;
        return null;
    }

    private static JsonDocument? Parse(string text)
    {
        for (var missing = 0; missing <= MostBraces; missing++)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.TrimEnd() + new string('}', missing)), _lenient);
            try
            {
                if (JsonDocument.TryParseValue(ref reader, out var json))
                    return json;
            }
            catch (JsonException)
            {
                // Perhaps with one more brace.
            }
        }

        return null;
    }
}
