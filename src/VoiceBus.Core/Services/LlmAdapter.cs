using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>Answers llm calls: streams a model's updates. Another model may take over until the first word or tool call left.</summary>
/// <param name="providers">The chat clients in order.</param>
public sealed class LlmAdapter(Failover<IChatClient> providers)
{
    /// <summary>The handler of <see cref="ServiceContracts.Llm"/>.</summary>
    public Task HandleAsync(
        IServedCall<ThinkingRequest, NoInput, ChatResponseUpdate> call, CancellationToken cancellationToken) =>
        providers.RunAsync(
            call.Message.SessionId, (client, attempt, token) => ThinkAsync(client, attempt, call, token), cancellationToken);

    private static async Task<bool> ThinkAsync(
        IChatClient client,
        ProviderAttempt attempt,
        IServedCall<ThinkingRequest, NoInput, ChatResponseUpdate> call,
        CancellationToken cancellationToken)
    {
        var tools = call.Request.Tools;
        var options = tools.Count == 0 ? new ChatOptions() : new ChatOptions { Tools = [.. tools] };
        await foreach (var update in client.GetStreamingResponseAsync(call.Request.Messages, options, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (update.Contents.Count == 0)
                continue;
            if (attempt.Latency is null && IsUseful(update))
                attempt.Replied();
            await call.ReplyAsync(update, cancellationToken);
        }
        return attempt.Latency is not null ? true : throw attempt.BadResponse("The model answered nothing.");
    }

    private static bool IsUseful(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
            if (content is TextContent { Text.Length: > 0 } or FunctionCallContent)
                return true;
        return false;
    }
}
