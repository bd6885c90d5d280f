using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// The chat completions protocol of OpenAI, as the many who say so speak it: streams the words, gives tool calls, usage and the reason of
/// the end when the answer is over and whole. Has no deadlines of its own. Thread-safe; disposal does nothing.
/// </summary>
internal sealed class OpenAiChatClient(
    string provider,
    OpenAiCompatibleOptions options,
    ChatLine line,
    OpenAiErrors failures,
    TimeProvider time,
    IEventSink events,
    ExceptionGuard guard) : IChatClient
{
    // Some vendors leave the line open behind the reason of the end; usage and end mark follow at once where they do.
    private static readonly TimeSpan _afterEnd = TimeSpan.FromSeconds(2);

    private readonly ChatClientMetadata _metadata = new("openai", options.Url, options.Model);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The vendor refused, reported an error, broke off or answered nothing.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string[] tools = [.. (options?.Tools ?? []).Select(static tool => tool.Name)];
        var reader = new ChatAnswerReader(tools, NewId);
        try
        {
            using var answer = await line.AskAsync([.. messages], options, cancellationToken);
            if (answer.Json is { } json)
                yield return reader.Read(json);
            else
                await foreach (var update in ReadAsync(answer.Events!, reader, cancellationToken))
                    yield return update;
            yield return End(reader, answer.Json is null ? answer.HasExplicitEnd : answer.IsJsonWhole);
        }
        finally
        {
            if (reader.Skipped > 0)
                events.Emit(new ProviderAnswerUnreadable(ServiceType.Llm.ToName(), provider, reader.Skipped));
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connections belong to whoever made the client.
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        Stream stream, ChatAnswerReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var read = SseParser.Create<ChatResponseUpdate>(stream, reader.Read).EnumerateAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(read, reader, stop, cancellationToken))
        {
            yield return read.Current.Data;
            if (reader.IsDone || reader.Error is not null)
                yield break;
        }
    }

    private async Task<bool> NextAsync(
        IAsyncEnumerator<SseItem<ChatResponseUpdate>> read, ChatAnswerReader reader, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var next = read.MoveNextAsync();
        if (!reader.IsLikelyOver)
            return await next;
        var last = next.AsTask();
        await ((Task)last).WaitAsync(_afterEnd, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!last.IsCompleted)
        {
            await stop.CancelGuardedAsync(guard);
            await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        // The answer had ended: whatever became of the line behind it is of no interest.
        return last.IsCompletedSuccessfully && await last;
    }

    private ChatResponseUpdate End(ChatAnswerReader reader, bool hasExplicitEnd)
    {
        if (reader.Error is { } said)
            throw failures.Reported(said);
        if (!reader.HasAnything)
            throw reader.FinishReason is null ? failures.Unusable("answered nothing") : failures.Unusable(Silence(reader));
        var last = reader.End();
        // Half a tool call is no call, and an event that was no JSON may have been the rest of it.
        if (!reader.IsFinished && (!hasExplicitEnd || reader.Skipped > 0))
            throw failures.Unusable("broke off in the middle of its answer");
        if (FinishReasons.IsFailure(reader.FinishReason))
            throw failures.Unusable($"broke off in the middle of its answer ({reader.FinishReason})");
        return reader.HasWords || reader.HasCalls ? last : throw failures.Unusable(Silence(reader));
    }

    private static string Silence(ChatAnswerReader reader) =>
        reader.UnreadableCalls > 0 ? "asked for a tool with arguments that are no JSON"
        : FinishReasons.Read(reader.FinishReason) == ChatFinishReason.ContentFilter ? "kept its answer back (content filter)"
        : reader.HasThoughts && FinishReasons.Read(reader.FinishReason) == ChatFinishReason.Length
            ? "spent the whole length of its answer on thinking: allow more tokens (max_tokens), or switch thinking off by its extra body"
        : reader.HasThoughts ? "thought and answered nothing" : "answered nothing";

    // Nine letters and digits are what all vendors take back.
    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[^9..];
}
