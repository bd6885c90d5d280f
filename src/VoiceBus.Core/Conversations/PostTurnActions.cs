using System.Collections.Concurrent;

namespace VoiceBus.Core.Conversations;

/// <summary>What is to happen when the words of a turn have been spoken. Thread-safe.</summary>
internal sealed class PostTurnActions
{
    /// <summary>Sounds one turn may play.</summary>
    public const int MaxSounds = 5;

    private readonly ConcurrentQueue<string> _sounds = new();
    private volatile bool _endsConversation;

    /// <summary>Whether the conversation is over after the turn.</summary>
    public bool EndsConversation
    {
        get => _endsConversation;
        set => _endsConversation = value;
    }

    /// <summary>Whether there is anything to play.</summary>
    public bool HasSounds => !_sounds.IsEmpty;

    /// <summary>Adds a sound; false when there are enough.</summary>
    public bool TryAddSound(string name)
    {
        if (_sounds.Count >= MaxSounds)
            return false;
        _sounds.Enqueue(name);
        return true;
    }

    /// <summary>Takes the next sound.</summary>
    public bool TryTakeSound(out string name) => _sounds.TryDequeue(out name!);
}
