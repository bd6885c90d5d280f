using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.ReplyText;

namespace VoiceBus.Core.Services;

/// <summary>One model's try at one llm call: its updates, joined to what another model had said before it.</summary>
internal sealed class LlmAttempt(
    ProviderAttempt attempt, IServedCall<ChatRequest, NoInput, ChatResponseUpdate> call, PartialReply reply, ThinkingHabit habit)
{
    private readonly ReplyTextFilter _filter = new([.. call.Request.Tools.Select(static tool => tool.Name)], habit);
    private readonly ContinuationStitcher _stitcher = new(reply.Said);
    private List<ChatResponseUpdate>? _early;
    private bool _finished;

    /// <summary>Streams the model's answer.</summary>
    public async Task<bool> RunAsync(IChatClient client, CancellationToken cancellationToken)
    {
        attempt.Model = client.GetService<ChatClientMetadata>()?.DefaultModelId;
        var tools = call.Request.Tools;
        var options = tools.Count == 0 ? new ChatOptions() : new ChatOptions { Tools = [.. tools] };
        await foreach (var update in client.GetStreamingResponseAsync(reply.Ask(call.Request.Messages), options, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var content in update.Contents)
                if (content is UsageContent { Details: var usage })
                    attempt.Usage = usage;
            RequireNoAfterthought(update);
            update.Contents = Filtered(update.Contents);
            await HearAsync(update, cancellationToken);
            attempt.ExpectNext();
        }

        if (_filter.Finish() is { Count: > 0 } rest)
            await HearAsync(new ChatResponseUpdate(ChatRole.Assistant, [.. rest]), cancellationToken);
        if (attempt.Latency is null)
            throw attempt.BadResponse("The model answered nothing.");
        await FlushAsync(cancellationToken);
        return true;
    }

    // What the model says, without its thoughts and marks, and with the tools it asks for in its text.
    private IList<AIContent> Filtered(IList<AIContent> contents)
    {
        if (!contents.Any(static content => content is TextContent or FunctionCallContent))
            return contents;
        var filtered = new List<AIContent>(contents.Count);
        foreach (var content in contents)
        {
            if (content is TextContent text)
                filtered.AddRange(_filter.Pass(text.Text));
            else if (content is FunctionCallContent)
                filtered.AddRange([.. _filter.Finish(), content]);
            else
                filtered.Add(content);
        }

        return filtered;
    }

    // A model may end with statistics or with the tool calls it has gathered, but not with more words.
    private void RequireNoAfterthought(ChatResponseUpdate update)
    {
        if (_finished && !string.IsNullOrWhiteSpace(update.Text))
        {
            attempt.Complete();
            throw attempt.BadResponse("The model went on after it had finished.");
        }
        _finished |= attempt.Latency is not null && update.FinishReason == ChatFinishReason.Stop;
    }

    // Thoughts and the like leave with the first word only: until then another model may be the one that answers.
    private async ValueTask HearAsync(ChatResponseUpdate update, CancellationToken cancellationToken)
    {
        if (update.Contents.Count == 0)
            return;
        if (attempt.Latency is null && !IsUseful(update))
        {
            (_early ??= []).Add(update);
            return;
        }
        attempt.Replied();
        foreach (var early in _early ?? [])
            await SendAsync(early, cancellationToken);
        _early = null;
        await JoinAsync(update, cancellationToken);
    }

    private async ValueTask JoinAsync(ChatResponseUpdate update, CancellationToken cancellationToken)
    {
        var asksTool = update.Contents.Any(static content => content is FunctionCallContent);
        if (!_stitcher.IsClosed)
            update.Contents = [.. update.Contents.Select(Joined).OfType<AIContent>()];
        if (asksTool)
            await FlushAsync(cancellationToken);
        if (update.Contents.Count > 0)
            await SendAsync(update, cancellationToken);
        // What a tool does cannot be undone: the caller runs it and asks again with its result, so nothing is missing.
        if (asksTool)
            attempt.Complete();
    }

    private AIContent? Joined(AIContent content)
    {
        if (content is not TextContent { Text: { } text })
            return content;
        var joined = _stitcher.Pass(text);
        return joined.Length == 0 ? null : new TextContent(joined);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_stitcher.Finish() is { Length: > 0 } rest)
            await SendAsync(new ChatResponseUpdate(ChatRole.Assistant, rest), cancellationToken);
    }

    private async ValueTask SendAsync(ChatResponseUpdate update, CancellationToken cancellationToken)
    {
        reply.Note(update);
        attempt.PauseForConsumer();
        await call.ReplyAsync(update, cancellationToken);
    }

    private static bool IsUseful(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
            if (content is TextContent { Text.Length: > 0 } or FunctionCallContent)
                return true;
        return false;
    }
}
