using System.Diagnostics;
using System.Globalization;
using RabbitMQ.Client;
using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Gateway;

/// <summary>
/// A call whose handler runs on a worker. Its life (room, deadline, ending, statistics) is that of every call
/// (<see cref="QueuedCall"/>); what is "handled" here is the worker: from its offer until it has unwound. The caller's side
/// owns the call: it numbers the attempts, keeps the request and the input, and drops what an older attempt still says.
/// </summary>
internal abstract partial class OutboundCall : QueuedCall
{
    private readonly Lock _gate = new();
    private readonly MessageQueue _queue;
    private readonly CallClient _side;
    private readonly BrokerLink _link;
    private readonly Outbox _outbox;
    private readonly CachedString _serviceQueue;
    private readonly TaskCompletionSource<CallFailedException?> _remote = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ticket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _window;
    private readonly ReplyCredit _replies;
    private readonly string _expiration;
    private CachedString? _worker;
    private ulong _attempt;
    private int _attempts;
    private int _ticketDue;
    private bool _handled;
    private bool _startSent;
    private bool _inputEndSent;
    private bool _cancelDue;
    private bool _orphaned;
    private bool _over;

    protected OutboundCall(CallClient side, BrokerLink link, MessageQueue queue, QueueOptions options, EventMessage message)
        : base(queue, options, message)
    {
        (_side, _link, _queue, _window) = (side, link, queue, options.StreamCapacity);
        _serviceQueue = side.QueueOf(message.Type);
        _expiration = Math.Ceiling(options.CallTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        _replies = new ReplyCredit(_window);
        _outbox = new Outbox(this);
        CallId = Guid.Parse(message.CallId);
    }

    /// <summary>The call, as it is on the wire.</summary>
    public Guid CallId { get; }

    /// <summary>The worker that has the call, or null.</summary>
    public string? Worker
    {
        get
        {
            lock (_gate)
                return _worker?.Value;
        }
    }

    /// <summary>Whether no worker has the call, though it should have one.</summary>
    public bool IsWithoutWorker
    {
        get
        {
            lock (_gate)
                return !_over && (_attempt == 0 || _orphaned) && _ticket.Task.IsCompleted;
        }
    }

    /// <summary>Whether another worker may go on with the call.</summary>
    protected abstract bool MayRepeat { get; }

    /// <summary>Whether the caller has all it needs.</summary>
    protected abstract bool IsComplete { get; }

    /// <inheritdoc/>
    public override void Admit()
    {
        base.Admit();
        // Under the queue's gate: nothing but this.
        Volatile.Write(ref _ticketDue, 1);
        _link.Session.Publisher.Post(_outbox);
    }

    /// <summary>Waits until the broker has the call; it has ended when this throws.</summary>
    public async ValueTask WaitForTicketAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _ticket.Task.WaitAsync(cancellationToken) is { } failure)
                throw failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>No queue for the call's service: nobody has ever served it.</summary>
    public void TicketReturned() => Fail(FailureKind.Unavailable, $"Nobody serves {Message.Type.ToName()} calls.");

    /// <summary>Ends the call before or in spite of its worker.</summary>
    public void Fail(FailureKind kind, string why) =>
        End(CallEnding.Failed(new CallFailedException(Message.Type, kind, why)), byHandler: false);

    /// <summary>The connection is lost, and with it the worker.</summary>
    public void LinkLost(string reason)
    {
        var failure = new CallFailedException(
            Message.Type, FailureKind.Unavailable, $"The message broker was lost during the {Message.Type.ToName()} call: {reason}");
        End(CallEnding.Failed(failure), byHandler: false);
        _remote.TrySetResult(null);
    }

    /// <summary>A worker's private queue is gone, and the worker with it. The broker gives its calls to others.</summary>
    public void WorkerGone(string worker)
    {
        lock (_gate)
        {
            if (_worker?.Value != worker)
                return;
            _orphaned = true;
            if (!_over)
                return;
        }
        _remote.TrySetResult(null);
    }

    /// <summary>Looks after a call that is over and whose worker has not said so: it is told again.</summary>
    public void RemindWorker()
    {
        lock (_gate)
        {
            if (!_over || _worker is null || _remote.Task.IsCompleted)
                return;
            _cancelDue = true;
        }
        Post(urgent: true);
    }

    /// <summary>A worker has taken the call. What goes wrong ends this call; never throws.</summary>
    /// <returns>False when it shall released it again.</returns>
    public bool Offered(ulong attempt, string worker)
    {
        try
        {
            return Accept(attempt, worker);
        }
        catch (Exception defect)
        {
            Break(defect);
            return false;
        }
    }

    private bool Accept(ulong attempt, string worker)
    {
        (string Worker, ulong Attempt)? former = null;
        string? hopeless = null;
        bool complete;
        lock (_gate)
        {
            if (_worker is not null)
                former = (_worker.Value, _attempt);
            complete = !_over && former is not null && IsComplete;
            if (!_over && former is not null && !complete)
                hopeless = GetUnrecoverableReason();
            if (!_over && !complete && hopeless is null)
                Take(attempt, worker);
        }
        if (former is { } dead)
            _link.Session.ControlSender.Send(dead.Worker, new MessageHeader(CallId, dead.Attempt), SectionKind.Cancel);
        if (hopeless is not null)
            Fail(FailureKind.Unavailable, hopeless);
        if (complete || (_over && former is not null))
            _remote.TrySetResult(null);
        if (complete || _over)
            return false;
        if (former is null)
            return _queue.TryStart(this);
        _side.Events.Emit(new CallTakenOver(Message.Type.ToName(), Message.CallId, Message.SessionId, _attempts));
        Post(urgent: false);
        return true;
    }

    /// <inheritdoc/>
    protected override Activity? StartSpan() => null;

    /// <inheritdoc/>
    protected override async Task HandleAsync()
    {
        lock (_gate)
        {
            if (_over)
                return;
            _handled = true;
        }
        Post(urgent: false);
        try
        {
            if (await _remote.Task is { } failure)
                throw failure;
        }
        finally
        {
            _side.Forget(this);
        }
    }

    /// <inheritdoc/>
    protected override void EndStreams(Exception? failure)
    {
        bool letGo;
        bool cancel;
        bool handled;
        lock (_gate)
        {
            _over = true;
            _cancelDue = cancel = _worker is not null && !_remote.Task.IsCompleted;
            (letGo, handled) = (_orphaned, _handled);
        }
        if (letGo)
            _remote.TrySetResult(null);
        CloseStreams(failure);
        _ticket.TrySetResult(failure);
        if (cancel)
            Post(urgent: true);
        if (!handled)
            _side.Forget(this);
    }

    /// <summary>Closes the input, completes the replies.</summary>
    protected abstract void CloseStreams(Exception? failure);

    /// <summary>Writes the request into the start section.</summary>
    protected abstract void WriteRequest(PooledBuffer body);

    /// <summary>Adds input to a message.</summary>
    protected abstract OutLeft TakeInput(PooledBuffer body);

    /// <summary>Sends the input from its beginning; false when it is not kept any more.</summary>
    protected abstract bool TryRestartInput(int window);

    /// <summary>There is something to send.</summary>
    protected void Post() => Post(urgent: false);

    private void Post(bool urgent) => _link.Session.Publisher.Post(_outbox, urgent);

    private string? GetUnrecoverableReason()
    {
        var service = Message.Type.ToName();
        if (_startSent && !MayRepeat)
            return $"The worker was lost during the {service} call; whether it was done is not known.";
        if (_attempts >= _side.Options.MaxAttempts)
            return $"{_attempts} workers were lost during the {service} call.";
        return TryRestartInput(_window) ? null : $"The worker was lost during the {service} call, which is too long to be repeated.";
    }

    private void Take(ulong attempt, string worker)
    {
        (_attempt, _worker) = (attempt, new CachedString(worker));
        _attempts++;
        (_startSent, _inputEndSent, _orphaned) = (false, false, false);
        _replies.Restart();
    }
}
