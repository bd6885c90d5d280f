using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What was said in a session: the user's words and what was really played. Written at one place, by the session's loop,
/// when a turn ends; not thread-safe.
/// </summary>
public sealed class Dialogue(Persona persona, int maxMessages)
{
    private readonly Queue<ChatMessage> _history = new();

    /// <summary>What was said, oldest first, without the system prompt.</summary>
    public IReadOnlyCollection<ChatMessage> History => _history;

    /// <summary>System prompt, history and the user's new words: what the model is asked with.</summary>
    public IReadOnlyList<ChatMessage> Ask(string userText) =>
        [new(ChatRole.System, persona.Prompt), .. _history, new(ChatRole.User, userText)];

    /// <summary>Adds a turn; an empty text is left out.</summary>
    public void Commit(string userText, string playedText)
    {
        Add(ChatRole.User, userText);
        Add(ChatRole.Assistant, playedText);
    }

    private void Add(ChatRole role, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;
        _history.Enqueue(new ChatMessage(role, text));
        while (_history.Count > maxMessages)
            _history.Dequeue();
    }
}
