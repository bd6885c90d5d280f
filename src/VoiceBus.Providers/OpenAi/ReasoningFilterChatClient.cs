using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.OpenAi;

/// <summary>Takes out what a reasoning model thinks between <c>&lt;think&gt;</c> tags: it must not be spoken.</summary>
internal sealed class ReasoningFilterChatClient(IChatClient inner) : DelegatingChatClient(inner)
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
        var thoughts = new ReasoningFilter();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            for (var i = 0; i < update.Contents.Count; i++)
            {
                if (update.Contents[i] is TextContent text)
                    update.Contents[i] = new TextContent(thoughts.Pass(text.Text)) { RawRepresentation = text.RawRepresentation };
            }

            yield return update;
        }

        if (thoughts.Rest() is { Length: > 0 } rest)
            yield return new ChatResponseUpdate(ChatRole.Assistant, rest);
    }
}
