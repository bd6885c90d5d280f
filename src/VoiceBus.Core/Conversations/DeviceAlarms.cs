using VoiceBus.Core.Alarms;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// The timers and alarms of a session's device: reads them from where they are kept, tells the session of each that is due, and
/// forgets it when the device was told. What cannot be kept rings in this session all the same. Thread-safe; holds a timer only
/// while something is to ring.
/// </summary>
internal sealed class DeviceAlarms : IDisposable
{
    private static readonly TimeSpan _storeTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(30);

    // Others may change them meanwhile, and no clock counts for ever.
    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly HashSet<(string Id, DateTimeOffset At)> _ringing = [];
    private readonly List<DeviceAlarm> _unkept = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Session _session;
    private readonly IAlarmStore _store;
    private readonly TimeProvider _time;
    private readonly IEventSink _events;
    private readonly ExceptionGuard _guard;
    private readonly Action<AlarmDue> _due;
    private IReadOnlyList<DeviceAlarm> _known = [];
    private ITimer? _clock;
    private Task _working = Task.CompletedTask;

    public DeviceAlarms(Session session, IAlarmStore? store, TimeProvider time, IEventSink events, ExceptionGuard guard, Action<AlarmDue> due)
    {
        (_session, _time, _events, _guard, _due) = (session, time, events, guard, due);
        // Whoever does not say who he is does not come again.
        _store = session.IsAnonymous || store is null ? new InMemoryAlarms() : store;
    }

    /// <summary>The device, in lower case.</summary>
    public string DeviceId => _session.DeviceId.ToLowerInvariant();

    /// <summary>The clock; its zone is the devices'.</summary>
    public TimeProvider Time => _time;

    /// <summary>What rang last in this session and may be put off, or null.</summary>
    public DeviceAlarm? LastRung { get; private set; }

    /// <summary>Completes when nothing is at work any more; after disposal.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate)
                return _working;
        }
    }

    /// <summary>Those known now, the next one first.</summary>
    public IReadOnlyList<DeviceAlarm> Known
    {
        get
        {
            lock (_gate)
                return _known;
        }
    }

    /// <summary>Whether something rings so soon that the session should be there for it.</summary>
    public bool HasSomethingDue => _session.DueAt is { } due && due - _time.GetUtcNow() <= SessionManager.KeptForDue;

    /// <summary>Reads them anew, and rings what is due; returns at once.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            if (_over.IsCancellationRequested)
                return;
            _working = Task.WhenAll(_working.IsCompleted ? Task.CompletedTask : _working, BackgroundTask.Run(ReadInBackgroundAsync, _guard));
        }
    }

    /// <summary>Reads them anew, and waits until that is done.</summary>
    public async Task<IReadOnlyList<DeviceAlarm>> ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var kept = await TryAsync(token => _store.ListAsync(_session.DeviceId, token), cancellationToken);
            Schedule(kept);
            return Known;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Adds one.</summary>
    public async Task AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken)
    {
        // As it will be read again.
        alarm = alarm with { RingsAt = InMilliseconds(alarm.RingsAt), SetAt = InMilliseconds(alarm.SetAt) };
        var kept = await TryAsync(
            async token =>
            {
                await _store.AddAsync(alarm, token);
                return alarm;
            },
            cancellationToken);
        if (kept is null)
            lock (_gate)
                _unkept.Add(alarm);
        await ReadAsync(cancellationToken);
    }

    /// <summary>Removes one.</summary>
    public async Task RemoveAsync(DeviceAlarm alarm, CancellationToken cancellationToken)
    {
        lock (_gate)
            Drop(alarm);
        await TryAsync<object>(async token => await _store.RemoveAsync(_session.DeviceId, alarm.Id, token), cancellationToken);
        await ReadAsync(cancellationToken);
    }

    /// <summary>The device was told of one: it is over, or waits for its next day.</summary>
    public void Told(DeviceAlarm alarm)
    {
        LastRung = alarm.Kind == AlarmKind.Announcement ? LastRung : alarm;
        lock (_gate)
        {
            Drop(alarm);
            // Also while the session ends: it was told.
            _working = Task.WhenAll(_working.IsCompleted ? Task.CompletedTask : _working, BackgroundTask.Run(() => ForgetAsync(alarm), _guard));
        }
    }

    /// <summary>Stops ringing; what was not told stays where it is kept. The store may still be at work: see <see cref="Ended"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _clock?.Dispose();
            _clock = null;
        }

        _ = _over.CancelGuardedAsync(_guard);
    }

    private void Drop(DeviceAlarm alarm)
    {
        _unkept.RemoveAll(unkept => unkept.Id == alarm.Id);
        _known = [.. _known.Where(known => known.Id != alarm.Id)];
    }

    private static DateTimeOffset InMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private async Task ForgetAsync(DeviceAlarm alarm)
    {
        await TryAsync<object>(
            async token => alarm is { Kind: AlarmKind.Alarm, TimeOfDay: { } time, Days: not AlarmDays.None, Snoozed: false }
                ? await _store.MoveAsync(alarm, AlarmTimes.Next(_time.GetUtcNow(), time, alarm.Days, _time.LocalTimeZone), token)
                : await _store.RemoveAsync(_session.DeviceId, alarm.Id, token),
            CancellationToken.None);
        await ReadInBackgroundAsync();
    }

    private async Task ReadInBackgroundAsync()
    {
        try
        {
            await ReadAsync(_over.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The session is over: the next one reads them.
        }
    }

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new DeadlineSource(_storeTimeout, _time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(token.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws.
            _events.Emit(new MemoryUnavailable(failure.Message));
            return null;
        }
    }

    private void Schedule(IReadOnlyList<DeviceAlarm>? kept)
    {
        var now = _time.GetUtcNow();
        List<AlarmDue> due = [];
        lock (_gate)
        {
            if (_over.IsCancellationRequested)
                return;
            // One that was never kept is not in what is read; where nothing could be read, what is known counts.
            DeviceAlarm[] all = [.. (kept ?? _known).Concat(_unkept).DistinctBy(static alarm => alarm.Id).OrderBy(static alarm => alarm.RingsAt)];
            _known = all;
            foreach (var alarm in all)
                if (alarm.RingsAt <= now && _ringing.Add((alarm.Id, alarm.RingsAt)))
                    due.Add(new AlarmDue(alarm, now - alarm.RingsAt));
            var next = all.FirstOrDefault(alarm => alarm.RingsAt > now)?.RingsAt;
            _session.DueAt = next;
            _clock?.Dispose();
            var wait = next - now ?? (kept is null ? _retry : null);
            _clock = wait is { } span ? _time.CreateGuardedTimer(
                static alarms => alarms.Refresh(), this, span < _longestWait ? kept is null && span > _retry ? _retry : span : _longestWait, Timeout.InfiniteTimeSpan, _guard) : null;
        }

        foreach (var one in due)
            _due(one);
    }
}

/// <summary>Something is to be said to the device now.</summary>
/// <param name="Alarm">What.</param>
/// <param name="Late">How long ago it was to be said.</param>
internal sealed record AlarmDue(DeviceAlarm Alarm, TimeSpan Late);
