using VoiceBus.Core.Bus;

namespace VoiceBus.RabbitMq.Wire;

/// <summary>The head of a start section: on whose behalf, since when, and how much may be under way. The request follows.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="TurnId">The turn; empty outside one.</param>
/// <param name="CreatedAt">When the caller opened the call, UTC.</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
/// <param name="Window">Items each stream may have under way.</param>
/// <param name="ReplyCredit">Replies that may come at once: the window less what earlier attempts left unread.</param>
internal readonly record struct StartSection(
    string SessionId, string TurnId, DateTimeOffset CreatedAt, string? TraceParent, int Window, int ReplyCredit)
{
    /// <summary>Writes the head.</summary>
    public void Write(PooledBuffer target)
    {
        WireWriter.Text(target, SessionId);
        WireWriter.Text(target, TurnId);
        WireWriter.Int64(target, CreatedAt.UtcTicks);
        WireWriter.Text(target, TraceParent);
        WireWriter.Int32(target, Window);
        WireWriter.Int32(target, ReplyCredit);
    }

    /// <summary>Reads the head.</summary>
    public static StartSection Read(ref WireReader reader) =>
        new(
            reader.RequiredText(),
            reader.RequiredText(),
            reader.Time(),
            reader.Text(),
            Math.Max(1, reader.Int32()),
            Math.Max(0, reader.Int32()));

    /// <summary>The message as the worker's adapter sees it.</summary>
    public EventMessage ToMessage(ServiceType type, Guid call, object request) => new()
    {
        Id = call.ToString(),
        CallId = call.ToString(),
        Type = type,
        SessionId = SessionId,
        TurnId = TurnId,
        CreatedAt = CreatedAt,
        TraceParent = TraceParent,
        Payload = request,
    };
}
