using System.Diagnostics;
using RabbitMQ.Client;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>
/// A call a worker has taken: offered to its gateway, started by it, handled, and released when the handler has returned;
/// only then is its message acknowledged, so that the slot is free and, should the worker die before, the call is another's.
/// </summary>
internal abstract partial class InboundCall : GuardedWorkItem, IOutgoing
{
    private readonly Lock _gate = new();
    private readonly StopSignal _stop;
    private readonly InputCredit _inputCredit = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CachedString _gatewayQueue;
    private readonly MessageHeader _header;
    private readonly Outbox _outbox;
    private readonly ExceptionGuard _guard;
    private CallFailedException? _failure;
    private CallFailedException? _fault;
    private SectionKind? _ending;
    private bool _offerSent;
    private bool _started;
    private bool _gone;
    private bool _givesBack;

    protected InboundCall(WorkItemQueue tickets, MessageHeader header, string gateway, ulong tag, long takenAt)
    {
        (Tickets, _header, Gateway, Tag, TakenAt) = (tickets, header, gateway, tag, takenAt);
        _gatewayQueue = new CachedString(gateway);
        _outbox = new Outbox(this);
        _guard = new ExceptionGuard(tickets.Events, $"{tickets.Type.ToName()} call", callId: header.Call.ToString(), failed: Break);
        _stop = new StopSignal(tickets.Events, tickets.Type.ToName(), header.Call);
    }

    /// <summary>Where the call waited.</summary>
    public WorkItemQueue Tickets { get; }

    /// <summary>The gateway's private queue.</summary>
    public string Gateway { get; }

    /// <summary>The broker's number of the call's message.</summary>
    public ulong Tag { get; }

    /// <summary>Timestamp of the taking.</summary>
    public long TakenAt { get; }

    /// <summary>This try at the call.</summary>
    public ulong Attempt => _header.Attempt;

    /// <summary>Completes when the call needs nothing of this worker any more.</summary>
    public Task Over => _over.Task;

    /// <summary>Whether its gateway has not answered yet.</summary>
    public bool IsOffered
    {
        get
        {
            lock (_gate)
                return !_started && _ending is null && !_gone;
        }
    }

    /// <summary>The message that opened the call; there once it was started.</summary>
    public EventMessage Message { get; private set; } = null!;

    /// <summary>Which call.</summary>
    protected Guid CallId => _header.Call;

    /// <summary>Replies written so far.</summary>
    protected abstract long RepliesWritten { get; }

    /// <summary>Cancelled when the caller has cancelled or cannot be told any more.</summary>
    protected CancellationToken Stopping => _stop.Token;

    /// <summary>Says that the call is taken.</summary>
    public void Offer() => Post();

    /// <inheritdoc/>
    public bool TryTake(PooledBuffer body, out Envelope envelope)
    {
        lock (_gate)
        {
            envelope = default;
            if (_gone)
                return false;
            _header.Write(body);
            if (!_offerSent)
            {
                _offerSent = true;
                Sections.Write(body, SectionKind.Offer);
                envelope = new Envelope(_gatewayQueue, Tickets.Inbox);
                return true;
            }
            var ended = AddSections(body);
            envelope = new Envelope(_gatewayQueue, Confirm: ended);
            return body.Length > MessageHeader.Size;
        }
    }

    /// <inheritdoc/>
    public void Confirmed(bool taken) => Release();

    /// <summary>The caller has cancelled.</summary>
    public void Cancel()
    {
        bool never;
        lock (_gate)
        {
            never = !_started && _ending is null;
            if (never)
                _ending = SectionKind.Released;
        }
        if (never)
            Post(urgent: true);
        else
            StopHandler();
    }

    /// <summary>The gateway is gone, or the connection to it: nobody can be told anything any more.</summary>
    public void GatewayGone()
    {
        bool handled;
        lock (_gate)
        {
            _gone = true;
            handled = _started && _ending is null;
        }
        StopHandler();
        if (!handled)
            Release();
    }

    /// <summary>This worker will not finish the call: it goes back to the queue, when its handler has unwound.</summary>
    public void GiveBack()
    {
        lock (_gate)
        {
            if (_ending is not null || _gone)
                return;
            _givesBack = true;
        }
        GatewayGone();
    }

    /// <inheritdoc/>
    public void Broke(Exception exception) => _guard.Caught(exception);

    /// <inheritdoc/>
    protected sealed override void Run() => _ = BackgroundTask.Observe(RunAsync(), _guard);

    /// <inheritdoc/>
    protected sealed override void Failed(Exception exception) => _guard.Caught(exception);

    /// <summary>Reads the request and makes the streams.</summary>
    /// <returns>The message as the handler sees it.</returns>
    protected abstract EventMessage Prepare(StartSection start, ref WireReader request);

    /// <summary>Runs the handler.</summary>
    protected abstract Task HandleAsync();

    /// <summary>Adds an input item.</summary>
    protected abstract void ReceiveInput(ReadOnlySpan<byte> payload);

    /// <summary>No more input.</summary>
    protected abstract void EndInput();

    /// <summary>More replies may leave.</summary>
    protected abstract void GrantReplies(int items);

    /// <summary>Adds replies to a message.</summary>
    protected abstract OutLeft TakeReplies(PooledBuffer body);

    /// <summary>Ends the streams; replies that wait may still leave when the call ended by its handler.</summary>
    protected abstract void EndStreams(bool dropReplies);

    /// <summary>The handler has read an input item.</summary>
    protected void InputRead()
    {
        lock (_gate)
        {
            if (!_inputCredit.Read())
                return;
        }
        Post();
    }

    /// <summary>There is something to send.</summary>
    protected void Post() => Post(urgent: false);

    private void Post(bool urgent) => Tickets.Session.Publisher.Post(_outbox, urgent);

    private async Task RunAsync()
    {
        using var activity = BusTrace.StartHandler(Message);
        CallFailedException? failure = null;
        try
        {
            await HandleAsync();
        }
        catch (Exception thrown)
        {
            failure = CallEnding.Threw(Message.Type, thrown).Failure;
            activity?.SetStatus(ActivityStatusCode.Error, failure!.Message);
            if (Stopping.IsCancellationRequested && thrown is not (OperationCanceledException or CallFailedException { Kind: FailureKind.Cancelled }))
                Tickets.Events.Emit(new CallFaultedLate(Message.Type.ToName(), Message.CallId, FailureText.Of(thrown))
                {
                    Text = FailureText.DetailOf(thrown),
                });
        }
        Settle(failure);
    }

    private void Settle(CallFailedException? failure)
    {
        bool gone;
        bool cancelled;
        lock (_gate)
        {
            cancelled = Stopping.IsCancellationRequested;
            gone = _gone;
            failure = _fault ?? failure;
            cancelled &= _fault is null;
            _failure = failure;
            _ending = cancelled ? SectionKind.Released : failure is null ? SectionKind.Completed : SectionKind.Failed;
        }
        Tickets.Ended(cancelled ? CallOutcome.Cancelled : failure is null ? CallOutcome.Completed : CallOutcome.Failed, TakenAt);
        EndStreams(dropReplies: cancelled || _fault is not null);
        Message.TryEnd(failure is null && !cancelled ? MessageStatus.Completed : MessageStatus.Failed);
        if (gone)
            Release();
        else
            Post(urgent: cancelled);
    }

    private bool AddSections(PooledBuffer body)
    {
        var left = OutLeft.Nothing;
        if (_started)
        {
            if (_ending is null && _inputCredit.IsDue)
                Sections.Write(body, SectionKind.InputCredit, _inputCredit.Take());
            if (_ending != SectionKind.Released && _fault is null)
                left = TakeReplies(body);
        }
        if (_ending is not { } ending || (ending != SectionKind.Released && left != OutLeft.Nothing) || _gone)
            return false;
        EndingSection.Write(body, ending, _started ? RepliesWritten : 0, _failure);
        _gone = true;
        return true;
    }

    private void StopHandler() => _ = _stop.SendAsync(() => EndStreams(dropReplies: true));

    // The call cannot go on: its gateway is told as soon as the handler has unwound, at once when there is none.
    private void Break(Exception defect)
    {
        bool handled;
        lock (_gate)
        {
            if (_gone)
                return;
            _fault ??= Fault(defect);
            handled = _started && _ending is null;
            if (!handled)
                (_failure, _ending) = (_fault, SectionKind.Failed);
        }
        if (handled)
            StopHandler();
        else
            Post(urgent: true);
    }

    private CallFailedException Fault(Exception defect)
    {
        var service = Tickets.Type;
        return defect is FormatException
            ? new CallFailedException(service, FailureKind.BadRequest, $"What the gateway sent during the {service.ToName()} call makes no sense: {defect.Message}")
            : CallEnding.Broke(service, defect).Failure!;
    }

    private void Release()
    {
        if (!_over.TrySetResult())
            return;
        if (_givesBack)
            Tickets.GiveBack(this);
        else
            Tickets.Acknowledge(this);
    }
}
