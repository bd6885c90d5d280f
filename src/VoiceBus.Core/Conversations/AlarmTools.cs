using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Alarms;

namespace VoiceBus.Core.Conversations;

/// <summary>What a model may do with the timers and alarms of a device. Thread-safe.</summary>
/// <param name="alarms">Where they are.</param>
/// <param name="maxAlarms">How many a device may have, asked each time.</param>
internal sealed class AlarmTools(DeviceAlarms alarms, Func<int> maxAlarms)
{
    private const double MaxSeconds = 24 * 60 * 60;
    private const int MaxText = 200;

    // Describing a function costs reflection and a schema: once per session, and only if it ever thinks.
    private IReadOnlyList<AIFunction>? _tools;

    /// <summary>The tools.</summary>
    public IReadOnlyList<AIFunction> Tools => _tools ??=
    [
        AIFunctionFactory.Create(SetTimerAsync, "set_timer", "Sets a timer or reminder that speaks up on this device after a span of time. Each call sets another one."),
        AIFunctionFactory.Create(CancelTimerAsync, "cancel_timer", "Cancels a running timer."),
        AIFunctionFactory.Create(ListTimersAsync, "list_timers", "Lists the running timers with the seconds left."),
        AIFunctionFactory.Create(SetAlarmAsync, "set_alarm", "Sets an alarm or reminder at a time of day, once or repeating, that speaks up on this device."),
        AIFunctionFactory.Create(CancelAlarmAsync, "cancel_alarm", "Cancels an alarm."),
        AIFunctionFactory.Create(ListAlarmsAsync, "list_alarms", "Lists the alarms with their times and days."),
        AIFunctionFactory.Create(SnoozeAsync, "snooze", "Lets what rang last ring again in some minutes."),
    ];

    private async Task<string> SetTimerAsync(
        [Description("A short name.")] string name,
        [Description("Seconds from now, 1 to 86400.")] double seconds,
        [Description("What to say when it rings; empty for a plain ring.")] string? message = null,
        CancellationToken cancellationToken = default)
    {
        if (!(seconds is >= 1 and <= MaxSeconds))
            return $"Error: a timer runs 1 to {MaxSeconds} seconds, not {seconds}; set_alarm is for a time of day.";
        var now = alarms.Time.GetUtcNow();
        return await AddAsync(New(AlarmKind.Timer, name, message, now.AddSeconds(seconds), now), cancellationToken)
            ?? $"ok: timer '{name}' rings in {seconds} seconds";
    }

    private async Task<string> SetAlarmAsync(
        [Description("Time of day on this device, 24 hours, HH:MM.")] string time,
        [Description("Once on this day: today, tomorrow, a weekday, or yyyy-MM-dd; empty for the next time of day there is.")] string? date = null,
        [Description("Repeating: daily, weekdays, weekends, or weekdays by comma such as mon,wed; empty for once.")] string? repeat = null,
        [Description("A short name, or empty.")] string? name = null,
        [Description("What to say when it rings; empty for a plain ring.")] string? message = null,
        CancellationToken cancellationToken = default)
    {
        if (!TimeOnly.TryParseExact(time.Trim(), ["H:mm", "HH:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            return $"Error: '{time}' is no time of day; give HH:MM, such as 07:30.";
        if (!AlarmWhen.TryReadDays(repeat, out var days))
            return $"Error: '{repeat}' is no repetition; give daily, weekdays, weekends, or days such as mon,wed.";
        var (now, zone) = (alarms.Time.GetUtcNow(), alarms.Time.LocalTimeZone);
        if (!AlarmWhen.TryReadDate(date, now, zone, out var from, out var on))
            return $"Error: '{date}' is no day; give today, tomorrow, a weekday, or yyyy-MM-dd.";
        var rings = AlarmTimes.Next(now, at, days | on, zone, from);
        var alarm = New(AlarmKind.Alarm, name, message, rings, now) with { TimeOfDay = at, Days = days };
        return await AddAsync(alarm, cancellationToken)
            ?? $"ok: the alarm rings {TimeZoneInfo.ConvertTime(rings, zone).ToString("dddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}{(days == AlarmDays.None ? "" : $", then {AlarmWhen.Spell(days)}")}";
    }

    private Task<string> CancelTimerAsync([Description("The timer's name or id.")] string name, CancellationToken cancellationToken) =>
        CancelAsync(AlarmKind.Timer, "timer", name, cancellationToken);

    private Task<string> CancelAlarmAsync(
        [Description("The alarm's id, name or time (HH:MM); empty for the only one.")] string? alarm = null, CancellationToken cancellationToken = default) =>
        CancelAsync(AlarmKind.Alarm, "alarm", alarm ?? "", cancellationToken);

    private async Task<TimerState[]> ListTimersAsync(CancellationToken cancellationToken)
    {
        var now = alarms.Time.GetUtcNow();
        return [.. Of(AlarmKind.Timer, await alarms.ReadAsync(cancellationToken))
            .Select(timer => new TimerState(timer.Name, Math.Max(0, Math.Round((timer.RingsAt - now).TotalSeconds)), timer.Message) { Id = timer.Id })];
    }

    private async Task<AlarmState[]> ListAlarmsAsync(CancellationToken cancellationToken)
    {
        var zone = alarms.Time.LocalTimeZone;
        return [.. Of(AlarmKind.Alarm, await alarms.ReadAsync(cancellationToken)).Select(alarm => new AlarmState(
            alarm.Id, alarm.Name, TimeZoneInfo.ConvertTime(alarm.RingsAt, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
            AlarmWhen.Spell(alarm.Days), alarm.Message))];
    }

    private async Task<string> SnoozeAsync(
        [Description("Minutes, 1 to 120; 10 when left out.")] double minutes = 10, CancellationToken cancellationToken = default)
    {
        if (alarms.LastRung is not { } rang)
            return "Error: nothing has rung that could be put off; set_timer sets a new timer.";
        if (!(minutes is >= 1 and <= 120))
            return $"Error: it can be put off for 1 to 120 minutes, not {minutes}.";
        var now = alarms.Time.GetUtcNow();
        var again = rang with { Id = NewId(), RingsAt = now.AddMinutes(minutes), SetAt = now, TimeOfDay = null, Days = AlarmDays.None, Snoozed = true };
        return await AddAsync(again, cancellationToken) ?? $"ok: it rings again in {minutes} minutes";
    }

    private async Task<string> CancelAsync(AlarmKind kind, string what, string wanted, CancellationToken cancellationToken)
    {
        var all = Of(kind, await alarms.ReadAsync(cancellationToken));
        var fitting = all.Where(alarm => Fits(alarm, wanted.Trim(), all.Count)).ToArray();
        if (fitting.Length == 0)
            return $"Error: no {what} '{wanted}' is running; running: {(all.Count == 0 ? "none" : string.Join(", ", all.Select(Called)))}.";
        // Of several of one name the one set last is meant: it is what was just said.
        var chosen = fitting.MaxBy(static alarm => alarm.SetAt)!;
        await alarms.RemoveAsync(chosen, cancellationToken);
        return $"ok: {what} '{Called(chosen)}' cancelled{(fitting.Length > 1 ? $"; {fitting.Length - 1} more of that name" : "")}";
    }

    private static bool Fits(DeviceAlarm alarm, string wanted, int count) =>
        (wanted.Length == 0 && count == 1) || alarm.Id == wanted || alarm.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (alarm.TimeOfDay is { } time && TimeOnly.TryParse(wanted, CultureInfo.InvariantCulture, out var given) && given == time);

    private static string Called(DeviceAlarm alarm) =>
        alarm.Name.Length > 0 ? alarm.Name : alarm.TimeOfDay?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? alarm.Id;

    private static List<DeviceAlarm> Of(AlarmKind kind, IReadOnlyList<DeviceAlarm> all) => [.. all.Where(alarm => alarm.Kind == kind)];

    private async Task<string?> AddAsync(DeviceAlarm alarm, CancellationToken cancellationToken)
    {
        var most = maxAlarms();
        if ((await alarms.ReadAsync(cancellationToken)).Count(static known => known.Kind != AlarmKind.Announcement) >= most)
            return $"Error: {most} timers and alarms are set, which is the most; cancel one first.";
        await alarms.AddAsync(alarm, cancellationToken);
        return null;
    }

    private DeviceAlarm New(AlarmKind kind, string? name, string? message, DateTimeOffset ringsAt, DateTimeOffset now) => new()
    {
        Id = NewId(),
        DeviceId = alarms.DeviceId,
        Kind = kind,
        Name = Cut(name?.Trim() ?? ""),
        Message = string.IsNullOrWhiteSpace(message) ? null : Cut(message.Trim()),
        RingsAt = ringsAt,
        SetAt = now,
    };

    private string NewId() => Guid.CreateVersion7(alarms.Time.GetUtcNow()).ToString("n");

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}

/// <summary>A running timer as the model sees it.</summary>
internal sealed record TimerState(string Name, double SecondsLeft, string? Message)
{
    /// <summary>Its id, by which one of several of a name can be told.</summary>
    public string Id { get; init; } = "";
}

/// <summary>An alarm as the model sees it.</summary>
internal sealed record AlarmState(string Id, string Name, string At, string Repeats, string? Message);
