using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.OpenAi.Chat;

namespace VoiceBus.Providers.WrittenTools;

/// <summary>Reads a call that a model has written: JSON, more or less.</summary>
internal static class WrittenCall
{
    private const int MostBraces = 3;

    private static readonly string[] _names = ["name", "tool", "tool_name", "function"];
    private static readonly string[] _arguments = ["arguments", "parameters", "args", "input"];
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
        if (begin < 0 || Parse(text[begin..].TrimEnd()) is not { } json)
            return false;
        calls = [.. LenientJson.Items(json).Select(item => Read(item, newCallId, mustHaveArguments)).OfType<FunctionCallContent>()];
        return calls.Count > 0;
    }

    private static FunctionCallContent? Read(JsonElement written, Func<string> newCallId, bool mustHaveArguments)
    {
        // OpenAI's form: {"function": {"name", "arguments"}}.
        var call = LenientJson.Object(written, "function") ?? written;
        var name = _names.Select(member => LenientJson.Text(call, member)).FirstOrDefault(static text => text is not null);
        var arguments = _arguments.Select(member => LenientJson.Member(call, member))
            .FirstOrDefault(static value => value is { ValueKind: JsonValueKind.Object or JsonValueKind.String });
        if (name is null || (mustHaveArguments && arguments is null))
            return null;
        return new FunctionCallContent(newCallId(), name, ToolArgumentsReader.Read(LenientJson.Text(arguments) ?? arguments?.GetRawText() ?? ""));
    }

    private static JsonElement? Parse(string text)
    {
        for (var missing = 0; missing <= MostBraces; missing++)
            if (LenientJson.Documents(Encoding.UTF8.GetBytes(text + new string('}', missing)), out _) is [var first, ..])
                return first;
        return null;
    }
}
