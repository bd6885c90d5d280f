using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;
using VoiceBus.Providers.WrittenTools;

namespace VoiceBus.Providers.Dify;

/// <summary>
/// Reads an answer event by event. Chatbots and flows say it in pieces (<c>message</c>), agents as well (<c>agent_message</c>), some of
/// which repeat the whole at the end; a moderator may replace it. Events that are not known are passed over. Not thread-safe.
/// </summary>
internal sealed class DifyAnswer(DifyErrors errors, TimeProvider time)
{
    private const int ShortestRepeat = 6;

    private readonly StringBuilder _said = new();
    private readonly WrittenCallFilter _filter = new(() => $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}");
    private int _pieces;

    /// <summary>What the app has said so far, calls included.</summary>
    public string Said => _said.ToString();

    /// <summary>What stops the answer; null before it is known.</summary>
    public string? TaskId { get; private set; }

    /// <summary>The conversation; null before it is known.</summary>
    public string? ConversationId { get; private set; }

    /// <summary>Whether the app has said that it is done.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether it has said that it has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How the answer ended, once it has.</summary>
    public ChatFinishReason FinishReason => _filter.HasCalled ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;

    /// <summary>Reads an event.</summary>
    /// <exception cref="ProviderException">It reports an error, or is no JSON.</exception>
    public IReadOnlyList<AIContent> Read(string data)
    {
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(data), out var isWhole);
        if (!isWhole || documents.Count == 0)
            throw errors.Malformed("an event is no JSON");
        var root = documents[0];
        TaskId ??= LenientJson.Text(root, "task_id");
        ConversationId ??= LenientJson.Text(root, "conversation_id");
        switch (LenientJson.Text(root, "event"))
        {
            case "message":
                return Say(Rest(LenientJson.Text(root, "answer")));
            case "agent_message":
                return Say(LenientJson.Text(root, "answer"));
            case "message_replace":
                return Say(Replacement(LenientJson.Text(root, "answer")));
            case "message_end":
                return End(root);
            case "workflow_finished":
                return Finish(root);
            case "error":
                HasFailed = true;
                throw errors.Refused(Status(root), VendorError.Read(root));
            default:
                return [];
        }
    }

    // Chatflows may give their answer as an output only.
    private IReadOnlyList<AIContent> Finish(JsonElement root)
    {
        var data = LenientJson.Object(root, "data");
        if (IsDone)
            return [];
        HasFailed = LenientJson.Text(data, "status") is "failed" or "stopped";
        if (HasFailed)
            throw errors.NodeFailed(LenientJson.Text(data, "error"));
        return [.. _said.Length == 0 ? Say(LenientJson.Text(LenientJson.Object(data, "outputs"), "answer")) : [], .. Complete()];
    }

    private IReadOnlyList<AIContent> End(JsonElement root)
    {
        var rest = Complete();
        if (LenientJson.Object(LenientJson.Object(root, "metadata"), "usage") is not { } usage)
            return rest;
        return [.. rest, new UsageContent(new UsageDetails
        {
            InputTokenCount = LenientJson.Whole(LenientJson.Member(usage, "prompt_tokens")),
            OutputTokenCount = LenientJson.Whole(LenientJson.Member(usage, "completion_tokens")),
            TotalTokenCount = LenientJson.Whole(LenientJson.Member(usage, "total_tokens")),
        })];
    }

    private IReadOnlyList<AIContent> Complete()
    {
        if (IsDone)
            return [];
        IsDone = true;
        return Understood(_filter.Finish);
    }

    private IReadOnlyList<AIContent> Say(string? piece)
    {
        if (string.IsNullOrEmpty(piece))
            return [];
        _said.Append(piece);
        _pieces++;
        return Understood(() => _filter.Add(piece));
    }

    // Agents may end with a message that holds all of it once more. A single short piece may just be said twice.
    private string? Rest(string? answer)
    {
        var isLong = _pieces > 1 || _said.Length >= ShortestRepeat;
        return isLong && answer?.Length >= _said.Length && answer.StartsWith(Said, StringComparison.Ordinal) ? answer[_said.Length..] : answer;
    }

    // What was spoken cannot be taken back; what is said instead is said after it.
    private string? Replacement(string? answer)
    {
        if (answer is null || answer.StartsWith(Said, StringComparison.Ordinal))
            return answer?[_said.Length..];
        return _said.Length == 0 ? answer : $" {answer}";
    }

    private IReadOnlyList<AIContent> Understood(Func<IReadOnlyList<AIContent>> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong)
        {
            throw errors.Malformed($"{wrong.Message}: a better model may keep to the form", wrong);
        }
    }

    private static HttpStatusCode Status(JsonElement root) =>
        LenientJson.Whole(LenientJson.Member(root, "status")) is { } code and >= 400 and < 600 ? (HttpStatusCode)code : HttpStatusCode.InternalServerError;
}
