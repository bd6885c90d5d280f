using System.Buffers;
using System.Diagnostics.Tracing;
using Xunit;

namespace VoiceBus.Testing;

/// <summary>
/// Sees each frame it makes rented from the shared pool and given back to it, by what the pool tells of itself (event source
/// <c>System.Buffers.ArrayPoolEventSource</c>: events 1 and 3). Its frames are of a size that nobody else rents, so other work of the
/// process does not matter; there is one ledger at a time.
/// </summary>
internal sealed class FrameLedger : EventListener
{
    private const string Pool = "System.Buffers.ArrayPoolEventSource";
    private const int Rented = 1;
    private const int Returned = 3;
    private const int BufferSamples = 1 << 18;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(2);
    private static readonly SemaphoreSlim _turn = new(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _outstanding = [];
    private readonly int _pool = ArrayPool<short>.Shared.GetHashCode();
    private int _made;
    private int _seen;

    private FrameLedger()
    {
    }

    /// <summary>Waits for its turn and begins to look.</summary>
    public static async Task<FrameLedger> OpenAsync()
    {
        await _turn.WaitAsync();
        return new FrameLedger();
    }

    /// <summary>A frame that is looked after.</summary>
    public AudioFrame Make(ReadOnlySpan<short> samples, int sampleRate)
    {
        Interlocked.Increment(ref _made);
        var frame = AudioFrame.Rent(BufferSamples, sampleRate);
        samples.CopyTo(frame.Samples);
        return frame.Truncate(samples.Length);
    }

    /// <summary>Returns once each frame was given back once. What was let go of may be given back a moment later.</summary>
    /// <param name="timeout">How long that may take.</param>
    /// <param name="mayBeEmpty">Whether no frame at all is right, too.</param>
    public async Task IsEvenAsync(TimeSpan timeout, bool mayBeEmpty = false)
    {
        Assert.True(mayBeEmpty || _made > 0, "no audio was taken");
        var from = TimeProvider.System.GetTimestamp();
        while (!IsEven() && TimeProvider.System.GetElapsedTime(from) < timeout)
            await Task.Delay(_pause, TimeProvider.System, CancellationToken.None);
        lock (_lock)
        {
            Assert.True(_seen >= _made, "the pool tells nothing of itself: event sources are switched off (EventSourceSupport)");
            var (kept, twice) = (_outstanding.Values.Where(static n => n > 0).Sum(), -_outstanding.Values.Where(static n => n < 0).Sum());
            Assert.True(kept == 0, $"{kept} of {_made} frames were not disposed");
            Assert.True(twice == 0, $"of {_made} frames {twice} were disposed more than once");
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _turn.Release();
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Pool)
            EnableEvents(eventSource, EventLevel.Verbose);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is not { EventId: Rented or Returned, Payload: [int buffer, BufferSamples, int pool, ..] } || pool != _pool)
            return;
        lock (_lock)
        {
            _seen += eventData.EventId == Rented ? 1 : 0;
            _outstanding[buffer] = _outstanding.GetValueOrDefault(buffer) + (eventData.EventId == Rented ? 1 : -1);
        }
    }

    private bool IsEven()
    {
        lock (_lock)
            return _outstanding.Values.All(static n => n == 0);
    }
}
