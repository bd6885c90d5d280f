using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Reads an answer, event by event, as everybody writes it who says to speak the protocol of OpenAI: what is known is kept, what is
/// not or has the wrong type is passed over. Tool calls, usage and the reason of the end are given out at the end only, when it is
/// known that they are whole. One answer, one reader; not thread-safe.
/// </summary>
/// <param name="tools">Names of the tools that were offered.</param>
/// <param name="newId">Makes an id for a tool call that came without one.</param>
internal sealed class ChatAnswerReader(IReadOnlyCollection<string> tools, Func<string> newId)
{
    private readonly ToolCallGatherer _calls = new(tools, newId);
    private readonly SurrogateJoiner _said = new();
    private readonly SurrogateJoiner _thought = new();
    private readonly List<string> _thoughtDetails = [];
    private string? _responseId;
    private string? _model;
    private string? _finish;
    private long? _choice;
    private UsageDetails? _usage;
    private bool _isMarked;
    private bool _wentOn;

    /// <summary>The end mark came: whatever follows is no part of the answer.</summary>
    public bool IsDone { get; private set; }

    /// <summary>A reason of the end came, or the end mark.</summary>
    public bool IsFinished => IsDone || _finish is not null;

    /// <summary>It said that it is over, and meant it: some vendors give a reason of the end with every piece.</summary>
    public bool IsLikelyOver => _finish is not null && !_wentOn;

    /// <summary>Words came for the user.</summary>
    public bool HasWords { get; private set; }

    /// <summary>The model thought.</summary>
    public bool HasThoughts { get; private set; }

    /// <summary>Anything came of which a reply can be made.</summary>
    public bool HasAnything => HasWords || HasThoughts || !_calls.IsEmpty;

    /// <summary>Why the vendor says the answer ended, as it wrote it; null when it did not say.</summary>
    public string? FinishReason => _finish;

    /// <summary>What the vendor reported instead of an answer, or in the middle of one.</summary>
    public VendorError? Error { get; private set; }

    /// <summary>Events, and parts of them, that could not be read.</summary>
    public int Skipped { get; private set; }

    /// <summary>Reads one event.</summary>
    /// <param name="eventType">As the stream names it; "message" where it does not.</param>
    /// <param name="data">The event's text, UTF-8.</param>
    /// <returns>What can be passed on now; without contents when that is nothing.</returns>
    public ChatResponseUpdate Read(string eventType, ReadOnlySpan<byte> data)
    {
        var contents = new List<AIContent>();
        var wasFinished = IsFinished;
        var text = data.Trim(" \t\r\n\""u8);
        if (text.SequenceEqual("[DONE]"u8))
            IsDone = true;
        else if (!IsDone && text.Length > 0)
            ReadEvent(eventType, data, contents);
        _wentOn |= wasFinished && contents.Count > 0;
        return Update(contents);
    }

    /// <summary>Reads an answer that came in one piece.</summary>
    public ChatResponseUpdate Read(IEnumerable<JsonElement> documents)
    {
        var contents = new List<AIContent>();
        ReadDocuments(documents, contents);
        return Update(contents);
    }

    /// <summary>What is left to be passed on when the answer is over.</summary>
    public ChatResponseUpdate End()
    {
        var calls = _calls.Finish(out var unreadable);
        Skipped += unreadable;
        UnreadableCalls = unreadable;
        var contents = new List<AIContent>();
        if (_thoughtDetails.Count > 0)
            contents.Add(new TextReasoningContent("") { ProtectedData = $"[{string.Join(',', _thoughtDetails)}]" });
        contents.AddRange(calls);
        HasCalls = calls.Count > 0;
        if (_usage is { } usage)
            contents.Add(new UsageContent(usage));
        var update = Update(contents);
        // The calls count, whatever the reason says: vendors end with "stop" after them.
        update.FinishReason = HasCalls ? ChatFinishReason.ToolCalls : FinishReasons.Read(_finish);
        return update;
    }

    /// <summary>Tool calls that could be read; known after <see cref="End"/>.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>Tool calls that could not be read; known after <see cref="End"/>.</summary>
    public int UnreadableCalls { get; private set; }

    private ChatResponseUpdate Update(List<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ResponseId = _responseId, MessageId = _responseId, ModelId = _model };

    private void ReadEvent(string eventType, ReadOnlySpan<byte> data, List<AIContent> contents)
    {
        var documents = LenientJson.Documents(data, out var isWhole);
        if (!isWhole)
            Skipped++;
        if (eventType.Equals("error", StringComparison.OrdinalIgnoreCase))
            Error ??= VendorError.Read(Encoding.UTF8.GetString(data));
        ReadDocuments(documents.SelectMany(static document => LenientJson.Items(document)), contents);
    }

    private void ReadDocuments(IEnumerable<JsonElement> documents, List<AIContent> contents)
    {
        foreach (var document in documents)
        {
            try
            {
                ReadDocument(document, contents);
            }
            catch (InvalidOperationException)
            {
                // The name of a member is no text (half a surrogate pair): costs this event and nothing more.
                Skipped++;
            }
        }
    }

    private void ReadDocument(JsonElement document, List<AIContent> contents)
    {
        Error ??= VendorError.Find(document);
        // The first one counts: some vendors make a new id for every event, which would make a message of each.
        _responseId ??= LenientJson.Word(LenientJson.Member(document, "id"));
        _model ??= LenientJson.Text(document, "model");
        _usage = UsageReader.Read(LenientJson.Object(document, "usage")) ?? _usage;
        var choices = LenientJson.Member(document, "choices");
        // Without choices a message may stand there by itself.
        foreach (var choice in choices is null ? [document] : LenientJson.Items(choices))
        {
            if (choice.ValueKind == JsonValueKind.Object && IsOurs(LenientJson.Whole(LenientJson.Member(choice, "index"))))
                ReadChoice(choice, contents);
        }
    }

    // Only one answer was asked for.
    private bool IsOurs(long? index) => index is null || (_choice ??= index) == index;

    private void ReadChoice(JsonElement choice, List<AIContent> contents)
    {
        _usage = UsageReader.Read(LenientJson.Object(choice, "usage")) ?? _usage;
        if (LenientJson.Text(choice, "finish_reason") is { } finish && finish != "null")
            _finish = finish;
        if (LenientJson.Member(choice, "delta") is { } delta && (delta.ValueKind == JsonValueKind.String || delta is { ValueKind: JsonValueKind.Object } && delta.EnumerateObject().Any()))
            ReadDelta(delta, contents);
        else if (LenientJson.Object(choice, "message") is { } message)
            ReadWhole(message, contents);
        else if (!choice.TryGetProperty("delta", out _) && LenientJson.Member(choice, "text") is { } text)
            ReadDelta(text, contents);
    }

    // A message in a stream that has begun is all of it once more.
    private void ReadWhole(JsonElement message, List<AIContent> contents)
    {
        if (!HasWords && _calls.IsEmpty)
            ReadDelta(message, contents);
    }

    private void ReadDelta(JsonElement delta, List<AIContent> contents)
    {
        var text = DeltaReader.Read(delta);
        Think(text, contents);
        if (text.Said is { Length: > 0 } piece && _said.Pass(piece) is { Length: > 0 } said)
        {
            HasWords = true;
            contents.Add(new TextContent(said));
        }

        if (delta.ValueKind != JsonValueKind.Object)
            return;
        if ((LenientJson.Member(delta, "tool_calls") ?? LenientJson.Object(delta, "function_call")) is { } calls)
            _calls.Add(calls);
        foreach (var detail in LenientJson.Items(LenientJson.Member(delta, "reasoning_details")))
            _thoughtDetails.Add(JsonMender.Text(detail));
    }

    private void Think(DeltaText text, List<AIContent> contents)
    {
        if (text.Thought is not { Length: > 0 } piece || _thought.Pass(piece) is not { Length: > 0 } thought)
            return;
        HasThoughts = true;
        var content = new TextReasoningContent(thought);
        if (!_isMarked && text.ThoughtMember is { } member)
            content.AdditionalProperties = new AdditionalPropertiesDictionary { [WireNames.ThoughtMember] = member };
        _isMarked |= text.ThoughtMember is not null;
        contents.Add(content);
    }
}
