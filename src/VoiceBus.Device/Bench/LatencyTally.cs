using VoiceBus.Device.Talk;

namespace VoiceBus.Device.Bench;

/// <summary>Collects the waits of many turns; thread-safe.</summary>
internal sealed class LatencyTally
{
    private readonly Lock _gate = new();
    private readonly List<double> _stt = [];
    private readonly List<double> _firstWord = [];
    private readonly List<double> _firstAudio = [];

    private string? _firstProblem;

    /// <summary>Turns without a proper answer.</summary>
    public int Failed { get; private set; }

    public void Add(TalkOutcome outcome, TalkTimeline timeline)
    {
        lock (_gate)
        {
            if (outcome.Problem is not null || timeline.Asked is not { } asked)
            {
                Failed++;
                _firstProblem ??= outcome.Problem ?? "no answer was measured";
                return;
            }

            Add(_stt, timeline.Stt, asked);
            Add(_firstWord, timeline.FirstWord, asked);
            Add(_firstAudio, timeline.FirstAudio, asked);
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return $"{Percentiles.Row("stt", _stt, "turns")}\n{Percentiles.Row("first word", _firstWord, "turns")}\n{Percentiles.Row("first audio", _firstAudio, "turns")}\nfailed turns {Failed}{(_firstProblem is null ? "" : $", the first: {_firstProblem}")}";
    }

    private static void Add(List<double> values, TimeSpan? at, TimeSpan asked)
    {
        if (at is { } time)
            values.Add((time - asked).TotalMilliseconds);
    }
}
