using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Bounds how many decodes run at once. A wanted decode waits its turn and sends optional ones (partial transcripts)
/// away; an optional one runs only when a slot is free. Thread-safe.
/// </summary>
internal sealed class DecodeSlots(int count, IEventSink events) : IDisposable
{
    private readonly ExceptionGuard _guard = new(events, "recogniser slots");
    private readonly SemaphoreSlim _slots = new(count, count);
    private readonly Lock _gate = new();
    private CancellationTokenSource _preempt = new();

    /// <summary>Decodes that wait for a slot now.</summary>
    public int Waiting { get; private set; }

    /// <summary>Waits for a slot, first come, first served.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (_slots.Wait(0, cancellationToken))
            return;
        SendOptionalAway();
        try
        {
            await _slots.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
                Waiting--;
        }
    }

    /// <summary>Takes a free slot, or none.</summary>
    /// <param name="sentAway">Cancelled when a wanted decode needs the slot.</param>
    public bool TryEnterOptional(out CancellationToken sentAway)
    {
        lock (_gate)
        {
            sentAway = _preempt.Token;
            return Waiting == 0 && _slots.Wait(0, CancellationToken.None);
        }
    }

    /// <summary>Gives the slot back.</summary>
    public void Leave() => _slots.Release();

    public void Dispose()
    {
        _slots.Dispose();
        _preempt.Dispose();
    }

    private void SendOptionalAway()
    {
        CancellationTokenSource old;
        lock (_gate)
        {
            Waiting++;
            old = _preempt;
            _preempt = new CancellationTokenSource();
        }
        // Not disposed: a partial may still link to its token; a source without timer needs no disposal.
        // And not on this thread: what one who is sent away throws is not the waiting one's.
        _ = old.CancelGuardedAsync(_guard);
    }
}
