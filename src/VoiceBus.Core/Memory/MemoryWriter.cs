using System.Threading.Channels;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Memory;

/// <summary>
/// Writes down what is to be remembered, behind the conversations: they put entries into a bounded queue and never wait. The
/// only writer of this process, so that entries keep their order. Thread-safe.
/// </summary>
public sealed class MemoryWriter : IAsyncDisposable
{
    private const int MaxBatch = 64;
    private static readonly TimeSpan[] _pauses = [.. new[] { 0.2, 1, 5, 10, 30 }.Select(TimeSpan.FromSeconds)];

    private readonly IHistoryStore _history;
    private readonly IDevicePersonas _personas;
    private readonly MemoryOptions _options;
    private readonly IEventSink _events;
    private readonly TimeProvider _time;
    private readonly Channel<MemoryEntry> _entries;
    private readonly CancellationTokenSource _hurry = new();
    private readonly CancellationTokenSource _over = new();
    private readonly ExceptionGuard _guard;
    private readonly Task _writing;
    private long _written;
    private long _lost;

    /// <summary>Begins to write.</summary>
    public MemoryWriter(IHistoryStore history, IDevicePersonas personas, MemoryOptions options, IEventSink events, TimeProvider time)
    {
        (_history, _personas, _options, _events, _time) = (history, personas, options, events, time);
        _guard = new ExceptionGuard(events, "memory");
        _entries = Channel.CreateBounded<MemoryEntry>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _writing = BackgroundTask.Run(WriteAllAsync, _guard);
    }

    /// <summary>Entries waiting.</summary>
    public int Waiting => _entries.Reader.Count;

    /// <summary>Entries written since start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Entries lost since start: no room, no database, or no time at the end.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Completes when every entry posted before was dealt with.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await PutAsync(new MemoryEntry.Mark(reached), cancellationToken);
        await Task.WhenAny(reached.Task, _writing).WaitAsync(cancellationToken);
    }

    /// <summary>Forgets everything that was said with a device, also what still waits to be written.</summary>
    /// <returns>Turns deleted.</returns>
    /// <exception cref="TimeoutException">The process ends. Else it throws what the driver throws.</exception>
    public async Task<int> EraseAsync(string deviceId, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!await PutAsync(new MemoryEntry.Erasure(deviceId, done), cancellationToken))
            throw new TimeoutException("The process ends.");
        return await done.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The same without waiting for it.</summary>
    /// <returns>False when there is no room for it; that is told and counted as lost.</returns>
    public bool Forget(string deviceId) => Post(new MemoryEntry.Erasure(deviceId));

    /// <summary>Writes what waits, within the options' time, and ends; what is posted later is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _hurry.CancelGuardedAsync(_guard);
        using var deadline = _time.CreateGuardedTimer(
            static writer => _ = writer._over.CancelGuardedAsync(writer._guard), this, _options.WriteTimeout, Timeout.InfiniteTimeSpan, _guard);
        await _writing;
    }

    /// <summary>Takes an entry to write; one that finds no room is lost and counted.</summary>
    /// <returns>Whether there was room.</returns>
    internal bool Post(MemoryEntry entry)
    {
        var isTaken = _entries.Writer.TryWrite(entry);
        if (!isTaken)
            Lose(1, _entries.Reader.Completion.IsCompleted || _hurry.IsCancellationRequested ? "the process ends" : "too much waits to be written");
        return isTaken;
    }

    /// <summary>Waits for room; false when nothing is taken any more.</summary>
    private async Task<bool> PutAsync(MemoryEntry entry, CancellationToken cancellationToken)
    {
        while (await _entries.Writer.WaitToWriteAsync(cancellationToken))
            if (_entries.Writer.TryWrite(entry))
                return true;
        return false;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<MemoryEntry>(MaxBatch);
        while (await _entries.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MaxBatch && _entries.Reader.TryRead(out var entry))
                batch.Add(entry);
            foreach (var work in Group(batch))
                await BackgroundTask.Observe(WriteAsync(work), new ExceptionGuard(_events, "memory", failed: defect => GiveUp(work, defect)));
            batch.Clear();
        }
    }

    // Turns that follow one another are one step for the database.
    private static IEnumerable<MemoryEntry[]> Group(List<MemoryEntry> batch)
    {
        for (var at = 0; at < batch.Count;)
        {
            var turns = batch.Skip(at).TakeWhile(static entry => entry is MemoryEntry.Turn).ToArray();
            MemoryEntry[] group = turns.Length > 0 ? turns : [batch[at]];
            at += group.Length;
            yield return group;
        }
    }

    private async Task WriteAsync(MemoryEntry[] work)
    {
        if (work[0] is MemoryEntry.Mark mark)
        {
            mark.Reached.TrySetResult();
            return;
        }

        for (var attempt = 0; ; attempt++)
        {
            if (await TryWriteAsync(work) is not { } failure)
            {
                Interlocked.Add(ref _written, work.Length);
                return;
            }

            if (attempt >= _pauses.Length || _hurry.IsCancellationRequested)
            {
                GiveUp(work, failure);
                return;
            }

            _events.Emit(new MemoryDelayed(work.Length, failure.Message));
            await Task.Delay(_pauses[attempt], _time, _hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Exception?> TryWriteAsync(MemoryEntry[] work)
    {
        using var deadline = new DeadlineSource(_options.WriteTimeout, _time, _guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _over.Token);
        try
        {
            await WriteOnceAsync(work, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return new TimeoutException("The database takes too long.");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a driver throws: it is told, and the conversations go on.
            return failure;
        }
    }

    private async Task WriteOnceAsync(MemoryEntry[] work, CancellationToken cancellationToken)
    {
        switch (work[0])
        {
            case MemoryEntry.Turn:
                await _history.AppendAsync([.. work.Cast<MemoryEntry.Turn>().Select(static entry => entry.Happened)], cancellationToken);
                break;
            case MemoryEntry.Summary summary:
                await _history.WriteSummaryAsync(summary.DeviceId, summary.Of, cancellationToken);
                break;
            case MemoryEntry.Assignment assignment:
                await _personas.AssignAsync(assignment.DeviceId, assignment.Persona, cancellationToken);
                break;
            case MemoryEntry.Erasure erasure:
                var turns = await _history.EraseAsync(erasure.DeviceId, cancellationToken);
                _events.Emit(new HistoryErased(erasure.DeviceId, turns));
                erasure.Done?.TrySetResult(turns);
                break;
        }
    }

    private void GiveUp(MemoryEntry[] work, Exception failure)
    {
        Lose(work.Length, failure.Message);
        (work[0] as MemoryEntry.Erasure)?.Done?.TrySetException(failure);
    }

    private void Lose(int entries, string error)
    {
        Interlocked.Add(ref _lost, entries);
        _events.Emit(new MemoryLost(entries, error));
    }
}
