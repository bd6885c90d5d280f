using System.Diagnostics;

namespace VoiceBus.Core.Bus;

/// <summary>
/// The envelope that opens a call and lives as long as it; the frames of its input and reply streams travel under it and
/// share its ending. Status moves pending → processing → completed | failed, each step once; moving it is thread-safe.
/// </summary>
public sealed class EventMessage
{
    private int _status;

    /// <summary>UUIDv7, unique over all nodes.</summary>
    public required string Id { get; init; }

    /// <summary>Which service is asked.</summary>
    public required ServiceType Type { get; init; }

    /// <summary>The session on whose behalf.</summary>
    public required string SessionId { get; init; }

    /// <summary>The request: an object in process, bytes on a wire.</summary>
    public object? Payload { get; init; }

    /// <summary>When the caller opened the call, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where the message stands now.</summary>
    public MessageStatus Status => (MessageStatus)Volatile.Read(ref _status);

    /// <summary>The call; equal to <see cref="Id"/> for the message that opens it.</summary>
    public required string CallId { get; init; }

    /// <summary>The turn on whose behalf; empty outside a turn.</summary>
    public required string TurnId { get; init; }

    /// <summary>W3C trace context of the caller, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The message that opens a call, with the caller's trace context.</summary>
    public static EventMessage Opening(ServiceType type, object request, CallContext context, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now).ToString();
        return new EventMessage
        {
            Id = id,
            CallId = id,
            Type = type,
            SessionId = context.SessionId,
            TurnId = context.TurnId,
            Payload = request,
            CreatedAt = now,
            TraceParent = Activity.Current?.Id,
        };
    }

    /// <summary>Pending → processing.</summary>
    /// <returns>False when the message was not pending (it was cancelled or already taken).</returns>
    public bool TryStart() =>
        Interlocked.CompareExchange(ref _status, (int)MessageStatus.Processing, (int)MessageStatus.Pending) == (int)MessageStatus.Pending;

    /// <summary>Any unfinished status → completed or failed; the first caller wins.</summary>
    /// <returns>True for the one caller that ended the message.</returns>
    public bool TryEnd(MessageStatus ending)
    {
        if (ending is not (MessageStatus.Completed or MessageStatus.Failed))
            throw new ArgumentOutOfRangeException(nameof(ending), ending, "A message ends completed or failed.");
        while (true)
        {
            var seen = Volatile.Read(ref _status);
            if (seen is (int)MessageStatus.Completed or (int)MessageStatus.Failed)
                return false;
            if (Interlocked.CompareExchange(ref _status, (int)ending, seen) == seen)
                return true;
        }
    }
}
