namespace VoiceBus.Core.Concurrency;

/// <summary>The clock in the devices' time zone: what the assistant tells, what boards show and when alarms ring is one time. Thread-safe.</summary>
/// <param name="inner">The clock.</param>
/// <param name="zone">The zone.</param>
public sealed class ZonedTimeProvider(TimeProvider inner, TimeZoneInfo zone) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => zone;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <summary>The clock of this machine in the zone of an option.</summary>
    /// <param name="inner">The clock.</param>
    /// <param name="name">IANA name, or null for the clock's own.</param>
    /// <exception cref="FormatException">It is no time zone; the message says what would be right.</exception>
    public static TimeProvider In(TimeProvider inner, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return inner;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name.Trim(), out var zone)
            ? new ZonedTimeProvider(inner, zone)
            : throw new FormatException($"Provisioning:TimeZone '{name}' is not a time zone; use an IANA name such as Asia/Shanghai.");
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
#pragma warning disable RS0030 // Passed on: whoever makes a timer has guarded it.
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
#pragma warning restore RS0030
}
