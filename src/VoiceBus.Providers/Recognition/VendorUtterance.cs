using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// One utterance in a vendor's protocol over a WebSocket that has begun with it. One task sends and one receives, at the same time:
/// what both touch is in <see cref="Progress"/>, or guarded by the vendor.
/// </summary>
internal abstract class VendorUtterance(VendorSocket socket)
{
    /// <summary>The connection.</summary>
    public VendorSocket Socket => socket;

    /// <summary>How much was sent.</summary>
    public UtteranceProgress Progress { get; } = new();

    /// <summary>The whole utterance as understood so far.</summary>
    public abstract string Text { get; }

    /// <summary>Whether the vendor's answer to all audio up to the last pause is in <see cref="Text"/>.</summary>
    public abstract bool IsPauseAnswered { get; }

    /// <summary>Once all is sent: whether nothing more is owed.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>Whether the vendor has ended the utterance by itself: it will say nothing more, however much audio comes.</summary>
    public virtual bool IsEndedByVendor => false;

    /// <summary>Whether the vendor judges, at the current pause, that the turn is over.</summary>
    public virtual bool IsEndOfTurn => false;

    /// <summary>Whether what there is may be taken for the whole when the vendor says nothing more in time.</summary>
    public virtual bool MayEndLate => false;

    /// <summary>Whether what there is may be taken for the whole when the vendor closes the connection after all was sent.</summary>
    public virtual bool MayEndByClose => false;

    /// <summary>The same when the connection breaks off after all was sent.</summary>
    public virtual bool MayEndByCut => false;

    /// <summary>Whether the vendor has said all there is about this utterance, so that another may begin on the connection.</summary>
    public virtual bool IsOver => IsComplete;

    /// <summary>When no audio came for so long, <see cref="KeepAliveAsync"/> is due; infinite or zero: never.</summary>
    public virtual TimeSpan KeepAliveInterval => Timeout.InfiniteTimeSpan;

    /// <summary>How long to wait for the next message once all is sent.</summary>
    /// <param name="sinceEnd">How long ago that was.</param>
    public abstract TimeSpan NextTimeout(TimeSpan sinceEnd);

    /// <summary>Sends audio; the frame stays the caller's.</summary>
    public abstract ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken);

    /// <summary>Asks for the answer to all audio so far, where the vendor can be asked.</summary>
    public abstract ValueTask PauseAsync(CancellationToken cancellationToken);

    /// <summary>Says that no more audio comes.</summary>
    public abstract ValueTask EndAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the connection from being closed while nobody speaks.</summary>
    public virtual ValueTask KeepAliveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>What is still to be done once all is sent and the answer is not there: returns at once, or is cancelled by it.</summary>
    public virtual Task AfterEndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes a message in; no close.</summary>
    /// <exception cref="ProviderException">The vendor says that it failed, or it is no message of its protocol.</exception>
    public abstract void Take(VendorMessage message);
}
