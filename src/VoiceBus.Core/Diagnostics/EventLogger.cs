using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Turns every event into one log line, of kinds that senders cause one a second (<see cref="DiagnosticEvent.LogKind"/>). User text is left
/// out unless the policy says otherwise.
/// </summary>
/// <param name="logger">Receives the lines.</param>
/// <param name="text">Whether what users and models said may be logged; asked at every line.</param>
public sealed partial class EventLogger(ILogger logger, TextPolicy text) : IEventObserver
{
    private readonly EventText _lines = new();
    private readonly LogPacing _pacing = new();

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        var level = LevelOf(@event.Severity);
        if (logger.IsEnabled(level) && _pacing.IsDue(@event, at, out var leftOut))
            LogEvent(logger, level, @event.GetType().Name, leftOut == 0
                ? _lines.Describe(@event, text.IsShown)
                : $"{_lines.Describe(@event, text.IsShown)} (and {leftOut} more like it since the last line)");
        while (_pacing.TryTakeOverdue(at, out var kind, out var more))
            LogEvent(logger, LogLevel.Information, kind, $"{more} more like the last line");
    }

    private static LogLevel LevelOf(EventSeverity severity) => severity switch
    {
        EventSeverity.Detail => LogLevel.Debug,
        EventSeverity.Normal => LogLevel.Information,
        EventSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(EventId = 1, EventName = "DiagnosticEvent", Message = "{Event} {Details}")]
    private static partial void LogEvent(ILogger logger, LogLevel level, string @event, string details);
}
