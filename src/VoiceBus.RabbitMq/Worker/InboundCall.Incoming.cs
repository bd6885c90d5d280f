using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Worker;

/// <content>What a call hears of its gateway: the request, input, room for replies, and that the caller has cancelled.</content>
internal abstract partial class InboundCall
{
    /// <summary>A section of the gateway. What makes no sense ends this call; never throws.</summary>
    public void Receive(SectionKind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            Read(kind, payload);
        }
        catch (FormatException wrong)
        {
            Tickets.Events.Emit(new MessageDropped(Tickets.Inbox, wrong.Message));
            Break(wrong);
        }
        catch (Exception defect)
        {
            _guard.Caught(defect);
        }
    }

    private void Read(SectionKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case SectionKind.Start:
                Start(payload);
                break;
            case SectionKind.Input:
                ReceiveInput(payload);
                break;
            case SectionKind.InputEnd:
                EndInput();
                break;
            case SectionKind.ReplyCredit:
                GrantReplies(new WireReader(payload).Int32());
                break;
            case SectionKind.Cancel:
                Cancel();
                break;
        }
    }

    private void Start(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_started || _ending is not null || _gone)
                return;
            if (Unreadable(payload) is { } failure)
                (_failure, _ending) = (failure, SectionKind.Failed);
            else
                _started = Message.TryStart();
        }
        if (!_started)
        {
            Post(urgent: true);
            return;
        }
        Tickets.Started();
        Enqueue();
    }

    /// <summary>Reads the request; what is wrong with it is said to its caller, who would wait for its deadline otherwise.</summary>
    private CallFailedException? Unreadable(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new WireReader(payload);
            var start = StartSection.Read(ref reader);
            _inputCredit.Begin(start.Window);
            Message = Prepare(start, ref reader);
            return null;
        }
        catch (FormatException wrong)
        {
            var service = Tickets.Type;
            return new CallFailedException(service, FailureKind.BadRequest, $"The worker cannot read the {service.ToName()} request: {wrong.Message}");
        }
    }
}
