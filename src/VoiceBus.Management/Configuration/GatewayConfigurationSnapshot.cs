using VoiceBus.Core.Conversations;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// The live configuration now. One writer at a time (<see cref="ConfigurationKeeper"/>), read by anybody without a lock.
/// </summary>
public sealed class GatewayConfigurationSnapshot
{
    private readonly ConversationOptions _usual;
    private volatile Snapshot _now;
    private volatile Refusal? _refusal;
    private long _heard;

    /// <summary>Starts with what was kept or is the default.</summary>
    /// <param name="start">The document at start and its history.</param>
    /// <param name="usual">What conversations are like where the document does not say.</param>
    public GatewayConfigurationSnapshot(PersistedConfiguration start, ConversationOptions usual)
    {
        _usual = usual;
        _now = Take(start);
    }

    /// <summary>The document in force is another one; raised on the writer's thread, after it can be read. Listeners must not throw.</summary>
    public event Action<GatewayConfiguration>? Changed;

    /// <summary>All of it.</summary>
    public PersistedConfiguration Kept => _now.Kept;

    /// <summary>The document in force, secrets included.</summary>
    public GatewayConfiguration Document => Kept.InForce;

    /// <summary>The document's changes, newest first, secrets masked.</summary>
    public IReadOnlyList<ChangeRecord> History => Kept.History;

    /// <summary>Names the document in force: no other document of this node has the same.</summary>
    public string Tag => Kept.Tag;

    /// <summary>The newest configuration of other nodes that is not followed here; null when there is none.</summary>
    public Refusal? Refusal => _refusal;

    /// <summary>The version of the next change: more than any heard of.</summary>
    public long NextVersion => Math.Max(Interlocked.Read(ref _heard), Math.Max(Document.Version, Kept.Document.Version)) + 1;

    /// <summary>How conversations run. Asked for every 32 ms of every microphone, so made once per change.</summary>
    public ConversationOptions Conversation => _now.Conversation;

    /// <summary>Notes a version of another node.</summary>
    public void Hear(long version)
    {
        var known = Interlocked.Read(ref _heard);
        while (version > known)
        {
            var was = Interlocked.CompareExchange(ref _heard, version, known);
            if (was == known)
                return;
            known = was;
        }
    }

    /// <summary>Replaces all of it.</summary>
    public void Publish(PersistedConfiguration kept)
    {
        _now = Take(kept);
        if (_refusal is { } refusal && !refusal.Stamp.IsNewerThan(kept.Stamp))
            _refusal = null;
        Changed?.Invoke(kept.InForce);
    }

    /// <summary>Notes what is not followed.</summary>
    public void Refuse(Refusal refusal) => _refusal = refusal;

    private Snapshot Take(PersistedConfiguration kept) => new(kept, kept.InForce.Turn.ToOptions(_usual) with
    {
        AllowedTools = kept.InForce.Tools.Allow,
        MaxTypedText = kept.InForce.Limits.TypedTextLength,
    });

    private sealed record Snapshot(PersistedConfiguration Kept, ConversationOptions Conversation);
}

/// <summary>A configuration of another node that is not followed.</summary>
/// <param name="Stamp">Which.</param>
/// <param name="Problem">Why, for people; no secrets.</param>
/// <param name="IsFinal">Whether it is no use to try the same again.</param>
public sealed record Refusal(ChangeStamp Stamp, string Problem, bool IsFinal);
