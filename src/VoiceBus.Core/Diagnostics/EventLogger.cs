using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Turns every event into one log line in the category of its area, with its own id and its fields; of kinds that senders cause one a
/// second (<see cref="DiagnosticEvent.LogKind"/>). User text is left out unless the policy says otherwise. Called by one thread at a time.
/// </summary>
/// <param name="loggers">Makes the loggers of the areas.</param>
/// <param name="text">Whether what users and models said may be logged; asked at every line.</param>
public sealed partial class EventLogger(ILoggerFactory loggers, TextPolicy text) : IEventObserver
{
    private readonly Dictionary<string, ILogger> _areas = new(StringComparer.Ordinal);
    private readonly LogPacing _pacing = new();

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        var (known, level) = (EventIdAttribute.Of(@event.GetType()), LevelOf(@event.Severity));
        var logger = LoggerOf(known.Area);
        if (logger.IsEnabled(level) && _pacing.IsDue(@event, at, out var leftOut))
            logger.Log(
                level, new EventId(known.Id, @event.GetType().Name), new EventFields(@event, text.IsShown, leftOut), null, static (fields, _) => fields.ToString());
        while (_pacing.TryTakeOverdue(at, out var kind, out var more))
            LogLeftOut(LoggerOf("Events"), kind, more);
    }

    private ILogger LoggerOf(string area)
    {
        if (!_areas.TryGetValue(area, out var logger))
            _areas[area] = logger = loggers.CreateLogger($"VoiceBus.{area}");
        return logger;
    }

    private static LogLevel LevelOf(EventSeverity severity) => severity switch
    {
        EventSeverity.Detail => LogLevel.Debug,
        EventSeverity.Normal => LogLevel.Information,
        EventSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(LogLevel.Information, "{Kind} {More} more like the last line", EventId = 1, EventName = "LeftOut")]
    private static partial void LogLeftOut(ILogger logger, string kind, long more);
}
