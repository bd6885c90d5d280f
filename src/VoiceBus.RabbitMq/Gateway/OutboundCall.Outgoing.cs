using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Connection;
using VoiceBus.RabbitMq.Streams;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Gateway;

/// <content>What a call has to send: its ticket to the service's queue, then the request, input and credit to its worker.</content>
internal abstract partial class OutboundCall : IOutgoing
{
    /// <inheritdoc/>
    public bool TryTake(PooledBuffer body, out Envelope envelope)
    {
        if (Interlocked.Exchange(ref _ticketDue, 0) == 1)
        {
            new MessageHeader(CallId, 0).Write(body);
            Sections.Write(body, SectionKind.Open);
            envelope = new Envelope(_serviceQueue, _link.Inbox, _expiration, Confirm: true);
            return true;
        }
        lock (_gate)
        {
            envelope = default;
            if (_worker is null)
                return false;
            envelope = new Envelope(_worker);
            new MessageHeader(CallId, _attempt).Write(body);
            AddSections(body);
            return body.Length > MessageHeader.Size;
        }
    }

    /// <inheritdoc/>
    public void Broke(Exception exception) => Break(exception);

    /// <inheritdoc/>
    public void Confirmed(bool taken)
    {
        if (taken)
            _ticket.TrySetResult(null);
        else
            Fail(FailureKind.Overloaded, $"The broker has no room for more {Message.Type.ToName()} calls.");
    }

    private void AddSections(PooledBuffer body)
    {
        if (_cancelDue)
        {
            _cancelDue = false;
            Sections.Write(body, SectionKind.Cancel);
        }
        if (_over || !_handled)
            return;
        if (!_startSent)
            AddStart(body);
        else if (_replies.IsDue)
            Sections.Write(body, SectionKind.ReplyCredit, _replies.Take());
        if (TakeInput(body) == OutLeft.Nothing && !_inputEndSent)
        {
            _inputEndSent = true;
            Sections.Write(body, SectionKind.InputEnd);
        }
    }

    private void AddStart(PooledBuffer body)
    {
        _startSent = true;
        var start = Sections.Begin(body, SectionKind.Start);
        new StartSection(Message.SessionId, Message.TurnId, Message.CreatedAt, Message.TraceParent, _window, _replies.Begin()).Write(body);
        WriteRequest(body);
        Sections.End(body, start);
    }
}
