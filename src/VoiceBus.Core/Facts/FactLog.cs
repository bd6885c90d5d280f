using Microsoft.Extensions.Logging;

namespace VoiceBus.Core.Facts;

/// <summary>Turns every fact into one log line. User text is left out unless asked for.</summary>
/// <param name="logger">Receives the lines.</param>
/// <param name="includeText">Whether what users and models said may be logged.</param>
public sealed partial class FactLog(ILogger logger, bool includeText = false) : IFactListener
{
    private volatile FactText _text = new(includeText);

    /// <summary>Changes live whether what users and models said may be logged. Thread-safe.</summary>
    public void Apply(bool includeText) => _text = new FactText(includeText);

    /// <inheritdoc/>
    public void Hear(Fact fact, DateTimeOffset at)
    {
        var level = LevelOf(fact.Severity);
        if (logger.IsEnabled(level))
            LogFact(logger, level, fact.GetType().Name, _text.Describe(fact));
    }

    private static LogLevel LevelOf(FactSeverity severity) => severity switch
    {
        FactSeverity.Detail => LogLevel.Debug,
        FactSeverity.Normal => LogLevel.Information,
        FactSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    [LoggerMessage(Message = "{Fact} {Details}")]
    private static partial void LogFact(ILogger logger, LogLevel level, string fact, string details);
}
