using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Facts;

/// <summary>Turns every fact into one log line. User text is left out unless the policy says otherwise.</summary>
/// <param name="logger">Receives the lines.</param>
/// <param name="text">Whether what users and models said may be logged; asked at every line.</param>
public sealed partial class FactLog(ILogger logger, TextPolicy text) : IFactListener
{
    private readonly FactText _lines = new();

    /// <inheritdoc/>
    public void Hear(Fact fact, DateTimeOffset at)
    {
        var level = LevelOf(fact.Severity);
        if (logger.IsEnabled(level))
            LogFact(logger, level, fact.GetType().Name, _lines.Describe(fact, text.IsShown));
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
