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
            return $"{Row("stt", _stt)}\n{Row("first word", _firstWord)}\n{Row("first audio", _firstAudio)}\nfailed turns {Failed}{(_firstProblem is null ? "" : $", the first: {_firstProblem}")}";
    }

    private static void Add(List<double> values, TimeSpan? at, TimeSpan asked)
    {
        if (at is { } time)
            values.Add((time - asked).TotalMilliseconds);
    }

    private static string Row(string name, List<double> values)
    {
        if (values.Count == 0)
            return $"{name,-12} nothing measured";
        var sorted = values.Order().ToArray();
        return $"{name,-12} median {At(sorted, 0.5),5:0}   p95 {At(sorted, 0.95),5:0}   max {sorted[^1],5:0}   ({sorted.Length} turns)";
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
