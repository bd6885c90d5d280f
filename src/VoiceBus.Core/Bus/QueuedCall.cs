using System.Diagnostics;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The life of one call, whatever it carries: waits for room, waits for a slot, is handled, ends once, and releases its
/// slot when the handler has returned. Ending (the message's status, the statistics, the streams) and returning (the slot) are
/// two things: a handler that does not let go cannot hold its caller, nor can its caller free its slot.
/// </summary>
public abstract class QueuedCall : GuardedWorkItem, IAsyncDisposable
{
    private readonly MessageQueue _queue;
    private readonly QueueOptions _options;
    private readonly ExceptionGuard _guard;
    // Never disposed: it has no timer and is linked to nothing, and the handler may hold its token for longer than the call.
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Exception?>? _room;
    private Task _cancelling = Task.CompletedTask;
    private ITimer? _deadline;
    private int _abandoned;

    /// <summary>Makes a call that waits in no queue yet.</summary>
    protected QueuedCall(MessageQueue queue, QueueOptions options, EventMessage message)
    {
        _queue = queue;
        _options = options;
        Message = message;
        _guard = new ExceptionGuard(
            queue.Events, $"{message.Type.ToName()} call", message.SessionId, message.CallId,
            failed: defect => End(CallEnding.Broke(Message.Type, defect), byHandler: false));
        Node = new LinkedListNode<QueuedCall>(this);
        OpenedAt = queue.Time.GetTimestamp();
    }

    /// <summary>The message that opened the call.</summary>
    public EventMessage Message { get; }

    /// <summary>Its place in the queue's lists; the queue's.</summary>
    public LinkedListNode<QueuedCall> Node { get; }

    /// <summary>Timestamp of the opening.</summary>
    public long OpenedAt { get; }

    /// <summary>Timestamp of the handler's start, null before; the queue's.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Cancelled when the call has ended otherwise than by its handler.</summary>
    protected CancellationToken Stopping => _stop.Token;

    /// <summary>Under the queue's gate: the call must wait for room.</summary>
    public void AwaitRoom() => _room = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Under the queue's gate: the call has got its room.</summary>
    public virtual void Admit() => _room?.TrySetResult(null);

    /// <summary>Lets the call's time run; a call that has ended meanwhile keeps no timer.</summary>
    public void StartDeadline()
    {
        var timer = _queue.Time.CreateGuardedTimer(
            static call => call.OnDeadline(), this, _options.CallTimeout, Timeout.InfiniteTimeSpan, _guard);
        Interlocked.Exchange(ref _deadline, timer);
        if (Message.Status is MessageStatus.Completed or MessageStatus.Failed)
            timer.Dispose();
    }

    /// <summary>Waits until the call is in the queue; it has ended when this throws.</summary>
    /// <exception cref="CallFailedException">No room in time, or the call ended while it waited.</exception>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        _room is null ? default : new ValueTask(WaitForRoomAsync(_room.Task, cancellationToken));

    /// <summary>Ends the call because an operator clears the queue; false when its handler has started or it has ended.</summary>
    public bool Clear() => End(CallEnding.Cleared(Message.Type), byHandler: false);

    /// <summary>Ends the call because the bus stops, and waits for its handler.</summary>
    public Task StopAsync()
    {
        End(CallEnding.Stopped(Message.Type), byHandler: false);
        return UnwindAsync();
    }

    /// <summary>The caller leaves: ends the call if it has not ended, and waits for its handler.</summary>
    public ValueTask DisposeAsync()
    {
        End(CallEnding.Left(Message.Type), byHandler: false);
        ReleaseReplies();
        GC.SuppressFinalize(this);
        return _returned.Task.IsCompleted && _cancelling.IsCompleted ? default : new ValueTask(UnwindAsync());
    }

    /// <inheritdoc/>
    protected sealed override void Run() => _ = BackgroundTask.Observe(RunAsync(), _guard);

    /// <inheritdoc/>
    protected sealed override void Failed(Exception exception) => _guard.Caught(exception);

    /// <summary>Starts the span around the handler; null when nobody listens or the handler runs elsewhere.</summary>
    protected virtual Activity? StartSpan() => BusTrace.StartHandler(Message);

    /// <summary>Runs the handler.</summary>
    protected abstract Task HandleAsync();

    /// <summary>The call has ended: ends its streams.</summary>
    protected abstract void EndStreams(Exception? failure);

    /// <summary>The caller has cancelled: gives back the replies nobody has read, also after a good end.</summary>
    protected abstract void ReleaseReplies();

    private async Task WaitForRoomAsync(Task<Exception?> room, CancellationToken cancellationToken)
    {
        try
        {
            await room.WaitAsync(_options.OpenTimeout, _queue.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            End(CallEnding.Overloaded(Message.Type, _queue.Capacity, _options.OpenTimeout), byHandler: false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (End(CallEnding.Left(Message.Type, onlyWhileOpening: true), byHandler: false))
                throw;
        }
        // Whoever was first has said why; a call admitted in the last moment goes on.
        if (await room is { } failure)
            throw failure;
    }

    /// <summary>Ends the call; the first ending counts.</summary>
    /// <returns>Whether this was the first.</returns>
    protected bool End(CallEnding ending, bool byHandler)
    {
        if (!_queue.TryEnd(this, ending))
            return false;
        _deadline?.Dispose();
        if (StartedAt is null)
            _returned.TrySetResult();
        else if (!byHandler)
            _cancelling = CancelHandlerAsync();
        if (byHandler)
            _queue.Return(this);
        try
        {
            EndStreams(ending.Failure);
        }
        finally
        {
            _room?.TrySetResult(ending.Failure);
        }
        return true;
    }

    /// <summary>A defect: it is told, and this call fails at once.</summary>
    protected void Break(Exception defect) => _guard.Caught(defect);

    private void OnDeadline() => End(CallEnding.TimedOut(Message.Type, _options.CallTimeout), byHandler: false);

    private async Task RunAsync()
    {
        using var activity = StartSpan();
        Exception? thrown = null;
        try
        {
            // Ended between the take and the start: nothing to do any more.
            if (!_stop.IsCancellationRequested)
                await HandleAsync();
        }
        catch (Exception exception)
        {
            thrown = exception;
            // Not the message: a vendor's may repeat what the user said.
            activity?.SetStatus(
                ActivityStatusCode.Error, exception is CallFailedException failure ? failure.Kind.ToString() : exception.GetType().Name);
        }
        try
        {
            Settle(thrown);
        }
        finally
        {
            _returned.TrySetResult();
        }
    }

    private void Settle(Exception? thrown)
    {
        if (End(thrown is null ? CallEnding.Completed : CallEnding.Threw(Message.Type, thrown), byHandler: true))
            return;
        _queue.Return(this);
        if (thrown is not (null or OperationCanceledException or CallFailedException { Kind: FailureKind.Cancelled }))
            TellLateFault(thrown);
    }

    private async Task CancelHandlerAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (AggregateException exception)
        {
            TellLateFault(exception);
        }
    }

    private async Task UnwindAsync()
    {
        try
        {
            await Task.WhenAll(_returned.Task, _cancelling).WaitAsync(_options.CancelTimeout, _queue.Time);
        }
        catch (TimeoutException)
        {
            if (Interlocked.Exchange(ref _abandoned, 1) == 0)
                _queue.Events.Emit(new CallAbandoned(Message.Type.ToName(), Message.CallId, Message.SessionId, Message.TurnId));
        }
    }

    private void TellLateFault(Exception exception) =>
        _queue.Events.Emit(new CallFaultedLate(Message.Type.ToName(), Message.CallId, FailureText.Of(exception))
        {
            Text = FailureText.DetailOf(exception),
        });
}
