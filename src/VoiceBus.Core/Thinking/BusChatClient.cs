using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>A chat client whose model sits behind the bus: every request is one llm call. Thread-safe.</summary>
internal sealed class BusChatClient(IEventBus bus, CallContext context, string? provider = null) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tools = options?.Tools?.OfType<AIFunctionDeclaration>().ToArray() ?? [];
        var request = new ChatRequest([.. messages], tools) { Provider = provider };
        await using var call = await bus.OpenAsync(ServiceContracts.Llm, request, context, cancellationToken);
        await call.CompleteInputAsync(cancellationToken);
        await foreach (var update in call.Replies(cancellationToken))
            yield return update;
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held between calls.
    }
}
