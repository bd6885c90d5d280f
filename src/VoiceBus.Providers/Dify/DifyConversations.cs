namespace VoiceBus.Providers.Dify;

/// <summary>
/// The conversations of all sessions with all apps, in memory: after a restart, and on another node, a conversation begins anew with
/// what was said before in its first question. Bounded: the one not used for longest makes room. Thread-safe.
/// </summary>
internal sealed class DifyConversations(int capacity = DifyConversations.UsualCapacity)
{
    private const int UsualCapacity = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Provider, string Session), LinkedListNode<Entry>> _known = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>Conversations kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _known.Count;
        }
    }

    /// <summary>A session's conversation with an app; of nobody's session a new one each time.</summary>
    /// <param name="provider">The provider's configured name and the app's key.</param>
    /// <param name="session">The session.</param>
    public DifyConversation Of(string provider, string? session)
    {
        if (string.IsNullOrEmpty(session))
            return new DifyConversation();
        lock (_gate)
        {
            if (_known.TryGetValue((provider, session), out var known))
            {
                _byUse.Remove(known);
                _byUse.AddLast(known);
                return known.Value.Conversation;
            }

            if (_known.Count >= capacity && _byUse.First is { } oldest)
            {
                _byUse.RemoveFirst();
                _known.Remove(oldest.Value.Key);
            }

            var entry = new Entry((provider, session), new DifyConversation());
            _known[entry.Key] = _byUse.AddLast(entry);
            return entry.Conversation;
        }
    }

    private sealed record Entry((string Provider, string Session) Key, DifyConversation Conversation);
}
