using VoiceBus.Chaos.Devices;

namespace VoiceBus.Chaos.Runs;

/// <summary>What became of the turns of a run. Thread-safe.</summary>
public sealed class Tally
{
    private readonly Lock _gate = new();
    private readonly List<double> _firstAudioMs = [];
    private readonly List<string> _lost = [];

    /// <summary>Turns whose whole answer was heard, to the frame.</summary>
    public int Whole { get; private set; }

    /// <summary>Turns that were not heard of before their gateway closed the socket, and were asked again elsewhere.</summary>
    public int Repeated { get; private set; }

    /// <summary>Devices that were told that speech starts and never that it stops.</summary>
    public int LeftSpeaking { get; private set; }

    /// <summary>Turns that were not whole, and why.</summary>
    public IReadOnlyList<string> Lost
    {
        get
        {
            lock (_gate)
                return [.. _lost];
        }
    }

    /// <summary>A turn has been heard to its end.</summary>
    /// <param name="expected">What the device asked.</param>
    /// <param name="answer">What it heard.</param>
    /// <param name="firstAudioMs">From the end of what it asked to the first audio.</param>
    public void Heard(string expected, HeardAnswer answer, double firstAudioMs)
    {
        lock (_gate)
        {
            if (answer.IsWhole && answer.Transcript == expected && answer.Starts == 1)
            {
                Whole++;
                _firstAudioMs.Add(firstAudioMs);
            }
            else
                _lost.Add($"'{expected}' was answered {answer}");
        }
    }

    /// <summary>A turn was not heard to its end.</summary>
    public void Lose(string expected, string why)
    {
        lock (_gate)
            _lost.Add($"'{expected}': {why}");
    }

    /// <summary>A turn is asked again.</summary>
    public void Repeat()
    {
        lock (_gate)
            Repeated++;
    }

    /// <summary>A device speaks on.</summary>
    public void SpeaksOn()
    {
        lock (_gate)
            LeftSpeaking++;
    }

    /// <summary>A percentile of the times to the first audio, ms.</summary>
    /// <param name="share">0 to 1.</param>
    public double FirstAudio(double share)
    {
        lock (_gate)
            return _firstAudioMs.Count == 0 ? double.NaN : _firstAudioMs.Order().ElementAt((int)(share * (_firstAudioMs.Count - 1)));
    }
}
