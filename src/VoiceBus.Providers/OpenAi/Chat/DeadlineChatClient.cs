using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Gives every step of an answer its deadline and every failure its name. What the caller cancels stays an
/// <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class DeadlineChatClient(
    IChatClient inner, OpenAiCompatibleOptions options, OpenAiErrors failures, TimeProvider time, ExceptionGuard guard) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var answer = base.GetStreamingResponseAsync(messages, options, stop.Token).GetAsyncEnumerator(stop.Token);
        var any = false;
        var whole = false;
        try
        {
            while (await NextAsync(answer, any, stop, cancellationToken))
            {
                any = true;
                yield return answer.Current;
            }

            whole = any ? true : throw failures.Unusable("answered nothing");
        }
        finally
        {
            // Who leaves early hangs up at once, instead of reading on for the connection's sake.
            if (!whole)
                await stop.CancelGuardedAsync(guard);
        }
    }

    private async Task<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> answer, bool any, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var timeout = any ? options.IdleTimeout : options.FirstTokenTimeout;
        using var late = new DeadlineSource(timeout, time, guard);
        await using var leave = late.Token.RegisterGuarded(source => _ = source.CancelGuardedAsync(guard), stop, guard);
        try
        {
            return await answer.MoveNextAsync();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (late.IsCancellationRequested)
        {
            throw failures.Silent(timeout, first: !any);
        }
        catch (Exception e) when (failures.From(e, answered: any) is { } failure)
        {
            throw failure;
        }
    }
}
