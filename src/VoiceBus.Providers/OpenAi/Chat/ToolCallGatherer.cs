using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Puts tool calls together from their pieces. Vendors tell pieces apart by index, by id, by name or not at all, and some give each
/// call whole: a new id with a name, or a name after complete arguments, begins another call. Not thread-safe.
/// </summary>
/// <param name="tools">Names of the tools that were offered.</param>
/// <param name="newId">Makes an id for a call that came without one.</param>
internal sealed class ToolCallGatherer(IReadOnlyCollection<string> tools, Func<string> newId)
{
    private readonly List<GatheredCall> _calls = [];

    /// <summary>Whether no call has begun.</summary>
    public bool IsEmpty => _calls.Count == 0;

    /// <summary>Takes pieces of calls: a list of them, or one by itself.</summary>
    public void Add(JsonElement pieces)
    {
        foreach (var piece in LenientJson.Items(pieces))
        {
            if (piece.ValueKind == JsonValueKind.Object)
                AddPiece(piece);
        }
    }

    /// <summary>The calls whose name and arguments could be read.</summary>
    /// <param name="unreadable">How many could not.</param>
    public IReadOnlyList<FunctionCallContent> Finish(out int unreadable)
    {
        var calls = new List<FunctionCallContent>(_calls.Count);
        foreach (var call in _calls)
        {
            if (call.Name is { } name && ToolArgumentsReader.Read(call.Arguments.ToString()) is { } arguments)
                calls.Add(Content(call, Offered(name), arguments));
        }

        unreadable = _calls.Count - calls.Count;
        return calls;
    }

    private void AddPiece(JsonElement piece)
    {
        // Some leave out the object around name and arguments.
        var function = LenientJson.Object(piece, "function") ?? piece;
        var (id, index) = (LenientJson.Word(LenientJson.Member(piece, "id")), LenientJson.Whole(LenientJson.Member(piece, "index")));
        var name = LenientJson.Text(function, "name");
        var arguments = Arguments(LenientJson.Member(function, "arguments") ?? LenientJson.Member(function, "input"));
        if (name is null && id is null && arguments.Length == 0 && _calls.Count == 0)
            return;
        var call = Find(id, index, name, arguments) ?? Begin(index);
        call.Id ??= id;
        call.Index ??= index;
        call.Name = call.Name is null || name is null || call.Name == name ? call.Name ?? name : call.Name + name;
        if (call.Extra is null && LenientJson.Object(piece, "extra_content") is { } extra)
            call.Extra = JsonMender.Text(extra);
        call.Arguments.Append(arguments);
    }

    private GatheredCall? Find(string? id, long? index, string? name, string arguments)
    {
        if (id is not null && _calls.FindLast(call => call.Id == id) is { } known)
            return known;
        var nearest = index is null ? _calls.LastOrDefault() : _calls.FindLast(call => call.Index == index);
        // A piece without a name goes on with a call, whatever its id says: some vendors make a new id for each piece.
        if (name is null)
            return nearest ?? _calls.LastOrDefault();
        if (nearest is null)
            return null;
        if (nearest.Arguments.Length > 0)
            return nearest.Name == name && !nearest.HasWholeArguments ? nearest : null;
        // The same call named again; or a name that comes in pieces itself.
        var sameId = id is null || nearest.Id is null;
        return sameId && (nearest.Name is null || nearest.Name == name || (index is not null && arguments.Length == 0)) ? nearest : null;
    }

    private GatheredCall Begin(long? index)
    {
        var call = new GatheredCall { Index = index };
        _calls.Add(call);
        return call;
    }

    private FunctionCallContent Content(GatheredCall call, string name, IDictionary<string, object?> arguments)
    {
        var content = new FunctionCallContent(call.Id ?? newId(), name, arguments);
        if (call.Extra is { } extra)
            content.AdditionalProperties = new AdditionalPropertiesDictionary { [WireNames.ExtraContent] = extra };
        return content;
    }

    // Models write "functions.get_time" or "Get_Time" for the tool they were offered as get_time.
    private string Offered(string name) =>
        tools.Contains(name) ? name
        : tools.FirstOrDefault(tool => name.EndsWith($".{tool}", StringComparison.Ordinal) || name.StartsWith($"{tool}:", StringComparison.Ordinal))
            ?? tools.FirstOrDefault(tool => tool.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) ?? name;

    private static string Arguments(JsonElement? given) => given switch
    {
        { ValueKind: JsonValueKind.String } text => LenientJson.Text(text) ?? "",
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } whole => whole.GetRawText(),
        _ => "",
    };

    private sealed class GatheredCall
    {
        public string? Id { get; set; }

        public long? Index { get; set; }

        public string? Name { get; set; }

        public string? Extra { get; set; }

        public StringBuilder Arguments { get; } = new();

        public bool HasWholeArguments => ToolArgumentsReader.Read(Arguments.ToString()) is not null;
    }
}
