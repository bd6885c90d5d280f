namespace VoiceBus.Core.Sessions;

/// <summary>One device's connection: who it is and what it is doing. Thread-safe.</summary>
public sealed class Session
{
    private int _status;
    private long _lastActivity;
    private long _dueAt;
    private long _droppedAudio;
    private long _malformedAudio;
    private int _turns;
    private volatile string? _lastTurnId;

    internal Session(string id, string deviceId, string? userId, DateTimeOffset createdAt, long timestamp, bool isAnonymous = false)
    {
        Id = id;
        DeviceId = deviceId;
        UserId = userId;
        CreatedAt = createdAt;
        IsAnonymous = isAnonymous;
        _lastActivity = timestamp;
    }

    /// <summary>Unique over all nodes.</summary>
    public string Id { get; }

    /// <summary>The device, its MAC address by custom.</summary>
    public string DeviceId { get; }

    /// <summary>The person the device belongs to, or null.</summary>
    public string? UserId { get; }

    /// <summary>Whether the device did not say who it is: its id is this session's own and will not come again.</summary>
    public bool IsAnonymous { get; }

    /// <summary>When the device connected, UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>What the session is doing.</summary>
    public SessionStatus Status
    {
        get => (SessionStatus)Volatile.Read(ref _status);
        internal set => Volatile.Write(ref _status, (int)value);
    }

    /// <summary>What is known of the connection.</summary>
    public SessionConnection Connection { get; } = new();

    /// <summary>Audio packets of this session dropped because a buffer was full.</summary>
    public long DroppedAudio => Interlocked.Read(ref _droppedAudio);

    /// <summary>Audio packets of this session that could not be understood.</summary>
    public long MalformedAudio => Interlocked.Read(ref _malformedAudio);

    /// <summary>Turns begun so far, announcements included.</summary>
    public int Turns => Volatile.Read(ref _turns);

    /// <summary>The newest turn, or null before the first.</summary>
    public string? LastTurnId => _lastTurnId;

    /// <summary>When the device is to be told something next, UTC; null when nothing waits.</summary>
    public DateTimeOffset? DueAt
    {
        get => Interlocked.Read(ref _dueAt) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        internal set => Interlocked.Exchange(ref _dueAt, value?.UtcTicks ?? 0);
    }

    /// <summary>Where commands for this session go; null until the conversation has begun.</summary>
    public ISessionInbox? Inbox { get; internal set; }

    internal void BeginTurn(string turnId)
    {
        _lastTurnId = turnId;
        Interlocked.Increment(ref _turns);
    }

    internal void CountDroppedAudio() => Interlocked.Increment(ref _droppedAudio);

    internal void CountMalformedAudio() => Interlocked.Increment(ref _malformedAudio);

    internal void Touch(long timestamp) => Volatile.Write(ref _lastActivity, timestamp);

    internal long LastActivity => Volatile.Read(ref _lastActivity);
}
