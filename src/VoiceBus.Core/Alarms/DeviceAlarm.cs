namespace VoiceBus.Core.Alarms;

/// <summary>Something a device is to be told at its time: a timer, an alarm or an announcement. Immutable; replaced whole.</summary>
public sealed record DeviceAlarm
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The device it belongs to, in lower case.</summary>
    public required string DeviceId { get; init; }

    /// <summary>What it is.</summary>
    public required AlarmKind Kind { get; init; }

    /// <summary>What its user calls it; empty for nothing in particular.</summary>
    public string Name { get; init; } = "";

    /// <summary>What to say; null for a plain ring.</summary>
    public string? Message { get; init; }

    /// <summary>When it rings next, UTC.</summary>
    public required DateTimeOffset RingsAt { get; init; }

    /// <summary>When it was set, UTC.</summary>
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>The time of day of an alarm, in the devices' zone; null for what rings after a span of time.</summary>
    public TimeOnly? TimeOfDay { get; init; }

    /// <summary>The days an alarm repeats on; none for once.</summary>
    public AlarmDays Days { get; init; }

    /// <summary>Whether it rang before and was put off.</summary>
    public bool Snoozed { get; init; }
}

/// <summary>What a device is to be told.</summary>
public enum AlarmKind
{
    /// <summary>After a span of time.</summary>
    Timer,

    /// <summary>At a time of day.</summary>
    Alarm,

    /// <summary>As soon as it is there.</summary>
    Announcement,
}

/// <summary>Days of the week.</summary>
[Flags]
public enum AlarmDays
{
    /// <summary>None: once.</summary>
    None = 0,

    /// <summary>Monday.</summary>
    Monday = 1,

    /// <summary>Tuesday.</summary>
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    Wednesday = 4,

    /// <summary>Thursday.</summary>
    Thursday = 8,

    /// <summary>Friday.</summary>
    Friday = 16,

    /// <summary>Saturday.</summary>
    Saturday = 32,

    /// <summary>Sunday.</summary>
    Sunday = 64,

    /// <summary>Monday to Friday.</summary>
    Weekdays = Monday | Tuesday | Wednesday | Thursday | Friday,

    /// <summary>Saturday and Sunday.</summary>
    Weekend = Saturday | Sunday,

    /// <summary>All of them.</summary>
    Daily = Weekdays | Weekend,
}
