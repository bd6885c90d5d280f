using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Facts;

/// <summary>
/// Turns every fact into one log line, of kinds that senders cause one a second (<see cref="Fact.LogKind"/>). User text is left
/// out unless the policy says otherwise.
/// </summary>
/// <param name="logger">Receives the lines.</param>
/// <param name="text">Whether what users and models said may be logged; asked at every line.</param>
public sealed partial class FactLog(ILogger logger, TextPolicy text) : IFactListener
{
    private readonly FactText _lines = new();
    private readonly LogPacing _pacing = new();

    /// <inheritdoc/>
    public void Hear(Fact fact, DateTimeOffset at)
    {
        var level = LevelOf(fact.Severity);
        if (logger.IsEnabled(level) && _pacing.IsDue(fact, at, out var leftOut))
            LogFact(logger, level, fact.GetType().Name, leftOut == 0
                ? _lines.Describe(fact, text.IsShown)
                : $"{_lines.Describe(fact, text.IsShown)} (and {leftOut} more like it since the last line)");
        while (_pacing.TryTakeOverdue(at, out var kind, out var more))
            LogFact(logger, LogLevel.Information, kind, $"{more} more like the last line");
    }

    private static LogLevel LevelOf(FactSeverity severity) => severity switch
    {
        FactSeverity.Detail => LogLevel.Debug,
        FactSeverity.Normal => LogLevel.Information,
        FactSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(EventId = 1, EventName = "Fact", Message = "{Fact} {Details}")]
    private static partial void LogFact(ILogger logger, LogLevel level, string fact, string details);
}
