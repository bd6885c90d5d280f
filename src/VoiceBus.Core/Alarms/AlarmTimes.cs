namespace VoiceBus.Core.Alarms;

/// <summary>When an alarm rings that is set for a time of day. Pure.</summary>
public static class AlarmTimes
{
    private const int DaysOfWeek = 7;

    /// <summary>The next time after now, UTC. A time that a change of the clocks leaves out counts as much later as the clocks jump.</summary>
    /// <param name="now">Now, UTC.</param>
    /// <param name="time">The time of day.</param>
    /// <param name="days">The days it may be on; none for any.</param>
    /// <param name="zone">Whose time.</param>
    /// <param name="from">The first date that counts; null for today.</param>
    public static DateTimeOffset Next(DateTimeOffset now, TimeOnly time, AlarmDays days, TimeZoneInfo zone, DateOnly? from = null)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var first = from is { } given && given > today ? given : today;
        for (var day = 0; day <= DaysOfWeek; day++)
        {
            var date = first.AddDays(day);
            if (days != AlarmDays.None && (days & Of(date.DayOfWeek)) == 0)
                continue;
            var at = Utc(date.ToDateTime(time), zone);
            if (at > now)
                return at;
        }

        return Utc(first.AddDays(DaysOfWeek).ToDateTime(time), zone);
    }

    /// <summary>A day of the week as one of several.</summary>
    public static AlarmDays Of(DayOfWeek day) => day == DayOfWeek.Sunday ? AlarmDays.Sunday : (AlarmDays)(1 << ((int)day - 1));

    private static DateTimeOffset Utc(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
            local += zone.GetUtcOffset(local.AddDays(1)) - zone.GetUtcOffset(local.AddDays(-1));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
