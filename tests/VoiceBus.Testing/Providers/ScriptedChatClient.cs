using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceBus.Testing.Providers;

/// <summary>Answers any dialogue with what the function makes of it: a text is streamed word by word, other contents as they are.</summary>
public sealed class ScriptedChatClient(
    ProviderScript script, Func<IReadOnlyList<ChatMessage>, IReadOnlyList<AIContent>> answer) : IChatClient
{
    /// <summary>Answers any dialogue with the given text.</summary>
    public ScriptedChatClient(ProviderScript script, string text)
        : this(script, _ => [new TextContent(text)])
    {
    }

    /// <summary>The options of the newest request.</summary>
    public ChatOptions? Options { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage[] dialogue = [.. messages];
        using var stream = script.Open(dialogue);
        Options = options;
        var said = 0;
        await script.BeforeReplyAsync(cancellationToken);
        foreach (var content in Answer(dialogue))
        {
            await script.DripAsync(cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            await script.AfterReplyAsync(++said, cancellationToken);
        }
        // Real models end with an update that says nothing.
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
        if (script.Lie == ProviderLie.Afterthought)
            yield return new ChatResponseUpdate(ChatRole.Assistant, " And another thing.");
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => script.InstanceDisposed();

    private IEnumerable<AIContent> Answer(ChatMessage[] dialogue) => script.Lie switch
    {
        ProviderLie.Empty => [],
        ProviderLie.Nonsense => [new TextContent(""), new TextContent("")],
        _ => answer(dialogue).SelectMany(Pieces),
    };

    private static IEnumerable<AIContent> Pieces(AIContent content)
    {
        if (content is not TextContent { Text: var text })
            return [content];
        var words = text.Split(' ');
        return words.Select((word, i) => new TextContent(i == 0 ? word : " " + word));
    }
}
