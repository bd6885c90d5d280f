using VoiceBus.Core.Conversations;

namespace VoiceBus.Server.Configuration;

/// <summary>The live configuration now. One writer (<see cref="DecouplingChanges"/>), read by anybody without a lock.</summary>
internal sealed class DecouplingState
{
    private readonly ConversationOptions _usual;
    private volatile Snapshot _now;

    /// <summary>Starts with what was kept or is the default.</summary>
    /// <param name="start">The document at start and its history.</param>
    /// <param name="usual">What conversations are like where the document does not say.</param>
    public DecouplingState(KeptConfiguration start, ConversationOptions usual)
    {
        _usual = usual;
        _now = Take(start);
    }

    /// <summary>The document, secrets included.</summary>
    public DecouplingDocument Document => _now.Kept.Document;

    /// <summary>The document's changes, newest first, secrets masked.</summary>
    public IReadOnlyList<ChangeRecord> History => _now.Kept.History;

    /// <summary>How conversations run. Asked for every 32 ms of every microphone, so made once per change.</summary>
    public ConversationOptions Conversation => _now.Conversation;

    /// <summary>Replaces all of it.</summary>
    public void Publish(KeptConfiguration kept) => _now = Take(kept);

    private Snapshot Take(KeptConfiguration kept) => new(kept, kept.Document.Turn.ToOptions(_usual));

    private sealed record Snapshot(KeptConfiguration Kept, ConversationOptions Conversation);
}
