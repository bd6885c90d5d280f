using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Speech.Moonshine;

/// <summary>How Moonshine is used. Immutable.</summary>
public sealed record MoonshineOptions
{
    /// <summary>Decodes at the same time; each keeps one core busy. More than cores only costs memory (speech.md 1.3).</summary>
    [Range(1, 256)]
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Audio decoded at once, at most; memory grows with it (speech.md 1.3). Longer utterances are cut.</summary>
    public TimeSpan LongestSegment { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Audio from which a pause in the utterance settles what was said before it.</summary>
    public TimeSpan SettledAtPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Less audio than this cannot be decoded and is taken for silence.</summary>
    public TimeSpan ShortestSegment { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Audio before the first partial transcript.</summary>
    public TimeSpan FirstPartial { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>Audio between partial transcripts, at least; three times the last decode when that is longer.</summary>
    public TimeSpan PartialInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Audio after which no more partial transcripts are made: each costs a decode of everything so far.</summary>
    public TimeSpan LastPartial { get; init; } = TimeSpan.FromSeconds(8);
}
