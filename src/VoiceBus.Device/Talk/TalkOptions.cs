using VoiceBus.Audio;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Talk;

/// <summary>One conversation turn to play: exactly one of recording and text is set.</summary>
internal sealed record TalkOptions
{
    public required DeviceClientOptions Connection { get; init; }

    public WavAudio? Recording { get; init; }

    public string? Text { get; init; }

    public ListenMode Mode { get; init; } = ListenMode.Auto;

    /// <summary>When to interrupt, counted from the first audio of the reply.</summary>
    public TimeSpan? AbortAfter { get; init; }

    public string OutPath { get; init; } = "reply.wav";

    /// <summary>How long the server may be silent once the user has spoken.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Time => Connection.Time;
}
