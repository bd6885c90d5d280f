using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Gateway;

/// <content>What a call hears of its worker: replies, room for input, its end.</content>
internal abstract partial class OutboundCall
{
    /// <summary>A section of the worker that has the call; of others it is dropped. What goes wrong ends this call; never throws.</summary>
    public void Receive(ulong attempt, SectionKind kind, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (attempt != _attempt)
                return;
        }
        try
        {
            Read(kind, payload);
        }
        catch (FormatException wrong)
        {
            Fail(FailureKind.BadResponse, $"What the worker sent during the {Message.Type.ToName()} call makes no sense: {wrong.Message}");
        }
        catch (Exception defect)
        {
            Break(defect);
        }
    }

    /// <summary>More input may leave.</summary>
    protected abstract void Grant(int items);

    /// <summary>Reads a reply and passes on what the caller shall see.</summary>
    /// <returns>How many items the caller's stream got.</returns>
    protected abstract int PassReply(ReadOnlySpan<byte> payload);

    /// <summary>The call has ended well: passes on what was held back.</summary>
    /// <returns>How many items the caller's stream got.</returns>
    protected abstract int PassHeld();

    /// <summary>The caller has read a reply.</summary>
    protected void ReplyRead()
    {
        lock (_gate)
        {
            if (!_replies.Read())
                return;
        }
        Post(urgent: false);
    }

    /// <summary>The caller reads no more: what still comes must not wait for it.</summary>
    protected void ReaderLeft()
    {
        lock (_gate)
            _replies.Leave();
        Post(urgent: false);
    }

    private void Read(SectionKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case SectionKind.Reply:
                Receive(payload);
                break;
            case SectionKind.InputCredit:
                Grant(new WireReader(payload).Int32());
                break;
            case SectionKind.Completed when new WireReader(payload).Int32() != _replies.Received:
                _remote.TrySetResult(new CallFailedException(Message.Type, FailureKind.BadResponse, "Replies were lost on their way."));
                break;
            case SectionKind.Completed:
                PassHeld();
                _remote.TrySetResult(null);
                break;
            case SectionKind.Released:
                _remote.TrySetResult(null);
                break;
            case SectionKind.Failed:
                _remote.TrySetResult(FailureCodec.Read(Message.Type, payload));
                break;
        }
    }

    private void Receive(ReadOnlySpan<byte> payload)
    {
        var passed = PassReply(payload);
        lock (_gate)
        {
            if (!_replies.Arrived(passed))
                return;
        }
        Post(urgent: false);
    }
}
