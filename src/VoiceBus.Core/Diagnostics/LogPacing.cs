namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Lets one event a second and kind into the log and counts the others, so that nobody fills a disk by sending. Not
/// thread-safe: asked by the one who logs.
/// </summary>
internal sealed class LogPacing
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (DateTimeOffset At, long LeftOut)> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether an event is to be logged; one that is not is counted.</summary>
    /// <param name="event">The event.</param>
    /// <param name="at">When it was told.</param>
    /// <param name="leftOut">How many of its kind were left out since the last line.</param>
    public bool IsDue(DiagnosticEvent @event, DateTimeOffset at, out long leftOut)
    {
        leftOut = 0;
        if (@event.LogKind is not { } kind)
            return true;
        if (_kinds.TryGetValue(kind, out var last))
        {
            if (at - last.At < _interval)
            {
                _kinds[kind] = last with { LeftOut = last.LeftOut + 1 };
                return false;
            }

            leftOut = last.LeftOut;
        }

        _kinds[kind] = (at, 0);
        return true;
    }

    /// <summary>Takes a kind of which events were left out and nothing was logged for a second.</summary>
    public bool TryTakeOverdue(DateTimeOffset at, out string kind, out long leftOut)
    {
        foreach (var (name, last) in _kinds)
        {
            if (last.LeftOut == 0 || at - last.At < _interval)
                continue;
            (kind, leftOut) = (name, last.LeftOut);
            _kinds[name] = (at, 0);
            return true;
        }

        (kind, leftOut) = ("", 0);
        return false;
    }
}
