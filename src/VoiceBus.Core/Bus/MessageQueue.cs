using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>
/// One service's message queue: calls that wait for room, calls that wait for a slot, calls whose handler has not returned.
/// All three are first in, first out, under one gate, and so are the statistics. There is no loop: whoever frees room or a
/// slot moves what waited. Handlers never run under the gate. Over a broker the slots are the workers': a call starts when one
/// of them has taken it.
/// </summary>
public sealed class MessageQueue
{
    private readonly Lock _gate = new();
    private readonly LinkedList<QueuedCall> _opening = new();
    private readonly LinkedList<QueuedCall> _waiting = new();
    private readonly LinkedList<QueuedCall> _handled = new();
    private readonly ServiceType _type;
    private readonly QueueMeter _meter;
    private readonly RecentFailures _failures;
    private readonly bool _startedElsewhere;
    private QueueOptions _options;
    private Delegate? _handler;
    private bool _stopped;

    /// <summary>Makes an empty queue.</summary>
    public MessageQueue(
        ServiceType type,
        QueueOptions options,
        TimeProvider time,
        IEventSink events,
        RecentFailures failures,
        bool startedElsewhere = false)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        _type = type;
        _options = options;
        _failures = failures;
        _startedElsewhere = startedElsewhere;
        _meter = new QueueMeter(type, time);
        Time = time;
        Events = events;
    }

    /// <summary>The bus's clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where the bus tells its events.</summary>
    public IEventSink Events { get; }

    /// <summary>The bounds for new calls.</summary>
    public QueueOptions Options => Volatile.Read(ref _options);

    /// <summary>Messages that may wait now.</summary>
    public int Capacity => Options.Capacity;

    /// <summary>Who answers the calls, or null.</summary>
    public Delegate? Handler => Volatile.Read(ref _handler);

    /// <summary>Sets who answers the calls.</summary>
    /// <exception cref="InvalidOperationException">Already set.</exception>
    public void Serve(Delegate handler)
    {
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
            throw new InvalidOperationException($"The {_type.ToName()} service is already served.");
    }

    /// <summary>Changes the bounds; calls that have room now move at once.</summary>
    /// <exception cref="ValidationException">A bound is out of its range; nothing was changed.</exception>
    public void Apply(QueueOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        lock (_gate)
        {
            Volatile.Write(ref _options, options);
            Pump();
        }
    }

    /// <summary>Takes a new call; whether it must wait for room, it knows afterwards.</summary>
    /// <returns>False when the queue has stopped.</returns>
    public bool TryPlace(QueuedCall call)
    {
        lock (_gate)
        {
            if (_stopped)
                return false;
            _opening.AddLast(call.Node);
            Pump();
            if (call.Node.List == _opening)
                call.AwaitRoom();
            return true;
        }
    }

    /// <summary>A worker has taken the call: starts following it.</summary>
    /// <returns>False when the call does not wait (any more).</returns>
    public bool TryStart(QueuedCall call)
    {
        lock (_gate)
        {
            if (_stopped || call.Node.List != _waiting)
                return false;
            Start(call);
            Pump();
            return true;
        }
    }

    /// <summary>Ends a call's message, counts it and takes it out of the queue; its slot is not freed by this.</summary>
    /// <returns>True for the one caller that ended it.</returns>
    public bool TryEnd(QueuedCall call, CallEnding ending)
    {
        TimeSpan duration;
        lock (_gate)
        {
            if (ending.OnlyWhileOpening && call.Node.List != _opening)
                return false;
            if (ending.OnlyWhileWaiting && call.StartedAt is not null)
                return false;
            if (!call.Message.TryEnd(ending.Status))
                return false;
            duration = Time.GetElapsedTime(call.OpenedAt);
            _meter.Ended(ending.Outcome, call.StartedAt is not null, duration);
            if (call.StartedAt is null)
                call.Node.List!.Remove(call.Node);
            Pump();
        }
        Tell(call, ending, duration);
        return true;
    }

    /// <summary>The call's handler has returned: frees its slot.</summary>
    public void Return(QueuedCall call)
    {
        lock (_gate)
        {
            _handled.Remove(call.Node);
            Pump();
        }
    }

    /// <summary>Fails the calls whose handler has not started.</summary>
    /// <returns>How many.</returns>
    public int Clear()
    {
        QueuedCall[] calls;
        lock (_gate)
            // Who waits for room first: the others' ends would let them in.
            calls = [.. _opening, .. _waiting];
        return calls.Count(static call => call.Clear());
    }

    /// <summary>Takes no more calls, ends those it has and waits for their handlers, each for the cancel timeout at most.</summary>
    public Task StopAsync()
    {
        QueuedCall[] calls;
        lock (_gate)
        {
            _stopped = true;
            calls = [.. _opening, .. _waiting, .. _handled];
        }
        return Task.WhenAll(calls.Select(call => call.StopAsync()));
    }

    /// <summary>The statistics of this moment.</summary>
    public QueueStatus Snapshot()
    {
        lock (_gate)
        {
            var oldest = _waiting.First is { } first ? Time.GetElapsedTime(first.Value.OpenedAt) : TimeSpan.Zero;
            return _meter.Snapshot(_waiting.Count, _options.Capacity, oldest);
        }
    }

    private void Pump()
    {
        while (StartNext() || AdmitNext())
        {
        }
    }

    private bool StartNext()
    {
        if (_stopped || _startedElsewhere || _handled.Count >= _options.Concurrency || _waiting.First is not { } node)
            return false;
        Start(node.Value);
        return true;
    }

    private void Start(QueuedCall call)
    {
        _waiting.Remove(call.Node);
        _handled.AddLast(call.Node);
        call.Message.TryStart();
        call.StartedAt = Time.GetTimestamp();
        _meter.Started();
        // Not inline: opening a call never runs its handler; and without the opener's context, which is not the handler's.
        call.Enqueue();
    }

    private bool AdmitNext()
    {
        if (_stopped || _waiting.Count >= _options.Capacity || _opening.First is not { } node)
            return false;
        _opening.Remove(node);
        _waiting.AddLast(node);
        node.Value.Admit();
        return true;
    }

    private void Tell(QueuedCall call, CallEnding ending, TimeSpan duration)
    {
        var message = call.Message;
        var service = _type.ToName();
        var (id, session, turn) = (message.CallId, message.SessionId, message.TurnId);
        if (ending.Outcome is CallOutcome.Failed or CallOutcome.Refused)
            _failures.Add(new FailedMessage(message.Id, _type, session, message.CreatedAt, ending.Failure!.Message));
        var opened = new MonotonicTimestamp(call.OpenedAt);
        var queued = call.StartedAt is { } started ? Time.GetElapsedTime(call.OpenedAt, started) : duration;
        Events.Emit(ending.Outcome switch
        {
            CallOutcome.Completed => new CallCompleted(service, id, session, turn, duration, queued, opened),
            CallOutcome.Cancelled => new CallCancelled(service, id, session, turn, duration, queued, opened),
            CallOutcome.Refused => new CallRefused(service, session, turn, nameof(FailureKind.Overloaded), duration, opened),
            _ => new CallFailed(
                service, id, session, turn, duration, ending.Failure!.Kind.ToString(), ending.Failure.Message, queued, opened)
            {
                Text = ending.Failure.Detail,
            },
        });
    }
}
