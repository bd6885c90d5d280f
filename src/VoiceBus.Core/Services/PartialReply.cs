using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Core.ReplyText;

namespace VoiceBus.Core.Services;

/// <summary>What has left of the reply of one llm call, whichever model said it. Written only by the try that replies.</summary>
public sealed class PartialReply
{
    private readonly StringBuilder _said = new();
    private string? _messageId;
    private string? _responseId;

    /// <summary>The words.</summary>
    public string Said => _said.ToString();

    /// <summary>What the next model is asked.</summary>
    public IReadOnlyList<ChatMessage> Ask(IReadOnlyList<ChatMessage> messages) =>
        _said.Length == 0 ? messages : Continuation.Of(messages, Said);

    /// <summary>Notes an update that is about to leave, and makes it part of the message begun by the first one.</summary>
    public void Note(ChatResponseUpdate update)
    {
        if (_said.Length == 0)
            (_messageId, _responseId) = (update.MessageId, update.ResponseId);
        else
            (update.MessageId, update.ResponseId) = (_messageId, _responseId);
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text: { } text })
                _said.Append(text);
            else if (Retraction.Is(content))
                _said.Clear();
        }
    }
}
