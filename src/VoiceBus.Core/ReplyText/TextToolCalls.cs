using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.ReplyText;

/// <summary>
/// Reads the tool calls a model wrote as text, in whatever notation: JSON with the name in it or before it, XML with parameters, or
/// <c>name(key="value")</c>. Only tools that are offered are called; everything else is dropped. Thread-safe.
/// </summary>
/// <param name="tools">Names of the tools that are offered.</param>
internal sealed partial class TextToolCalls(IReadOnlyCollection<string> tools)
{
    private static readonly string[] _names = ["name", "function", "tool", "tool_name", "function_name", "action"];
    private static readonly string[] _arguments = ["arguments", "parameters", "args", "input", "action_input", "params", "kwargs"];
    private static readonly string[] _answers = ["answer", "response", "reply", "text", "content", "message", "say", "speech"];

    // some models take no other ids than nine of these.
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Whether a tool of that name is offered.</summary>
    public bool IsOffered(string name) => tools.Contains(name);

    /// <summary>Whether a name that goes on may be that of a tool.</summary>
    public bool MayBecome(string beginning) =>
        "functions.".StartsWith(beginning, StringComparison.Ordinal) || tools.Any(tool => tool.StartsWith(Plain(beginning), StringComparison.Ordinal));

    /// <summary>The calls in the text of a tool call.</summary>
    /// <param name="text">What stands between its marks.</param>
    /// <param name="name">The name in the opening mark, or null.</param>
    public List<FunctionCallContent> Read(string text, string? name)
    {
        var calls = new List<FunctionCallContent>();
        if (ReadXml(text, name, calls) || ReadPython(text, calls))
            return calls;
        var (from, last) = (0, 0);
        while (from < text.Length && text.AsSpan(from).IndexOfAny('{', '[') is >= 0 and var skipped)
        {
            var at = from + skipped;
            if (JsonExtent.Of(text.AsSpan(at)) is not (> 0 and var length) || Parse(text.AsMemory(at, length)) is not { } json)
            {
                from = at + 1;
                continue;
            }

            ReadJson(json, NameIn(text[last..at]) ?? name, calls);
            from = last = at + length;
        }

        return calls;
    }

    /// <summary>What a reply means that is JSON as a whole.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="calls">The tools it asks for.</param>
    /// <param name="answer">What it has to say instead, or null.</param>
    /// <returns>False when it is neither, and language for all that is known.</returns>
    public bool TryReadReply(string text, out List<FunctionCallContent> calls, out string? answer)
    {
        (calls, answer) = ([], null);
        if (Parse(text.AsMemory()) is not { } json)
            return ReadPython(text, calls);
        if (json.ValueKind == JsonValueKind.Array)
        {
            if (json.GetArrayLength() == 0 || !json.EnumerateArray().All(IsCall))
                return false;
        }
        else if (!IsCall(json))
        {
            answer = AnswerOf(json);
            return answer is not null;
        }

        ReadJson(json, null, calls);
        return true;
    }

    private static JsonElement? Parse(ReadOnlyMemory<char> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, _lenient);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsCall(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && (Find(json, _names) is { ValueKind: JsonValueKind.String } && Find(json, _arguments) is not null
            || json.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object);

    private void ReadJson(JsonElement json, string? name, List<FunctionCallContent> calls)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                ReadJson(item, name, calls);
            return;
        }

        if (json.ValueKind != JsonValueKind.Object)
            return;
        if (json.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object)
            json = inner;
        else if (json.TryGetProperty("tool_calls", out var list) && list.ValueKind == JsonValueKind.Array)
            json = list;
        if (json.ValueKind == JsonValueKind.Array)
        {
            ReadJson(json, name, calls);
            return;
        }

        if (Find(json, _names) is { ValueKind: JsonValueKind.String } named && Find(json, _arguments) is var arguments
            && (name is null || IsOffered(Plain(named.GetString()!))))
            Add(named.GetString()!, arguments, calls);
        else if (name is not null)
            Add(name, json, calls);
    }

    private void Add(string name, JsonElement? arguments, List<FunctionCallContent> calls)
    {
        if (arguments is { ValueKind: JsonValueKind.String } text)
            arguments = Parse(text.GetString().AsMemory());
        var values = arguments is { ValueKind: JsonValueKind.Object } json
            ? json.EnumerateObject().ToDictionary(static member => member.Name, static member => (object?)member.Value) : [];
        Add(name, values, calls);
    }

    private void Add(string name, Dictionary<string, object?> values, List<FunctionCallContent> calls)
    {
        name = Plain(name);
        if (IsOffered(name))
            calls.Add(new FunctionCallContent(RandomNumberGenerator.GetString(IdCharacters, 9), name, values));
    }

    private bool ReadXml(string text, string? name, List<FunctionCallContent> calls)
    {
        var before = calls.Count;
        // <function=name> or <invoke name="name"> may enclose the parameters, one call each; else the name stands before them.
        var named = NamedCall().Matches(text);
        for (var i = 0; i < named.Count; i++)
        {
            var end = i + 1 < named.Count ? named[i + 1].Index : text.Length;
            var body = text[(named[i].Index + named[i].Length)..end];
            if (!body.Contains('{') || Parameter().IsMatch(body))
                Add(named[i].Groups[1].Value, Parameters(body), calls);
            else if (Read(body, named[i].Groups[1].Value) is { Count: > 0 } inner)
                calls.AddRange(inner);
        }

        if (named.Count == 0 && Parameter().IsMatch(text) && (NameIn(text) ?? name) is { } only)
            Add(only, Parameters(text), calls);
        return calls.Count > before || named.Count > 0;
    }

    private static Dictionary<string, object?> Parameters(string body)
    {
        var values = new Dictionary<string, object?>();
        foreach (Match match in Parameter().Matches(body))
            values[(match.Groups[1].Success ? match.Groups[1] : match.Groups[3]).Value.Trim()] =
                (match.Groups[2].Success ? match.Groups[2] : match.Groups[4]).Value.Trim();
        return values;
    }

    private bool ReadPython(string text, List<FunctionCallContent> calls)
    {
        var trimmed = text.Trim();
        if (!PythonCalls().IsMatch(trimmed))
            return false;
        foreach (Match call in PythonCall().Matches(trimmed))
        {
            var only = call.Groups[2].Value.Trim();
            if (only.StartsWith('{') && Parse(only.AsMemory()) is { } json)
            {
                Add(call.Groups[1].Value, json, calls);
                continue;
            }

            var values = new Dictionary<string, object?>();
            foreach (Match argument in PythonArgument().Matches(call.Groups[2].Value))
                values[argument.Groups[1].Value] = Unquoted(argument.Groups[2].Value);
            if (call.Groups[1].Value != "print")
                Add(call.Groups[1].Value, values, calls);
        }

        return true;
    }

    private static object? Unquoted(string value) => value switch
    {
        ['"' or '\'', .., '"' or '\''] => value[1..^1],
        "True" => true,
        "False" => false,
        "None" => null,
        _ => (object?)Parse(value.AsMemory()) ?? value,
    };

    private string? NameIn(string text) => Word().Matches(text).Select(static match => Plain(match.Value)).LastOrDefault(IsOffered);

    /// <summary>A name without the namespace and the number that some models put around it.</summary>
    public static string Plain(string name) => Index().Replace(name.Trim(), "") is var plain && plain.StartsWith("functions.", StringComparison.Ordinal)
        ? plain["functions.".Length..] : plain;

    private static JsonElement? Find(JsonElement json, string[] keys)
    {
        foreach (var key in keys)
            if (json.TryGetProperty(key, out var found))
                return found;
        return null;
    }

    private static string? AnswerOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Find(json, _answers) is not { ValueKind: JsonValueKind.String } said)
            return null;
        var feeling = json.TryGetProperty("emotion", out var shown) && shown.ValueKind == JsonValueKind.String ? $"<emotion>{shown.GetString()}</emotion>" : "";
        return feeling + said.GetString();
    }

    [GeneratedRegex(@"<(?:function|tool|invoke)(?:=|\s+name=)[""']?([\w.-]+)[""']?\s*>")]
    private static partial Regex NamedCall();

    [GeneratedRegex(@"<parameter(?:=|\s+name=)[""']?([\w.-]+)[""']?[^>]*>(.*?)</parameter>|<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\[?(?:print\()?[A-Za-z_][\w.]*\((?:[^()""']|""[^""]*""|'[^']*')*\)[\s\S]*$")]
    private static partial Regex PythonCalls();

    [GeneratedRegex(@"([A-Za-z_][\w.]*)\(((?:[^()""']|""[^""]*""|'[^']*')*)\)")]
    private static partial Regex PythonCall();

    [GeneratedRegex(@"([A-Za-z_]\w*)\s*=\s*(""[^""]*""|'[^']*'|[^,""']+)")]
    private static partial Regex PythonArgument();

    [GeneratedRegex(@"[\w.:-]+")]
    private static partial Regex Word();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Index();
}
