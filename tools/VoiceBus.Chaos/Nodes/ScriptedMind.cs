using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;

namespace VoiceBus.Chaos.Nodes;

/// <summary>Answers what was said last, or before, word by word; asked to go on, it begins again, as many models do.</summary>
internal sealed class ScriptedMind : IChatClient
{
    private const int HeldAt = 4;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = messages.Where(static message => message.Role == ChatRole.User && !Continuation.IsPartOf(message)).Select(static message => message.Text).ToList();
        var text = asked[^1] == Script.AskedBefore && asked.Count > 1 ? asked[^2] : asked[^1];
        var words = string.Join(' ', Script.Answer(text)).Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            await Task.Delay(Script.Word, TimeProvider.System, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, i == 0 ? words[i] : " " + words[i]);
            if (i == HeldAt)
                await Script.HoldAsync("llm", cancellationToken);
        }
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing.
    }
}
