using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>
/// Answers llm calls: streams a model's updates. When a model breaks off, the next one is asked to go on where it stopped;
/// when it breaks off after it asked for a tool, the call is answered: the caller comes back with the tool's result.
/// </summary>
/// <param name="providers">The chat clients in order.</param>
public sealed class LlmAdapter(Failover<IChatClient> providers)
{
    /// <summary>The handler of <see cref="ServiceContracts.Llm"/>.</summary>
    public Task HandleAsync(
        IServedCall<ThinkingRequest, NoInput, ChatResponseUpdate> call, CancellationToken cancellationToken)
    {
        var reply = new ReplySoFar();
        return providers.RunAsync(
            ProviderCaller.Of(call.Message),
            (client, attempt, token) => new LlmAttempt(attempt, call, reply).RunAsync(client, token),
            cancellationToken);
    }
}
