using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Wyoming;

/// <summary>Where a Wyoming speech recogniser listens (faster-whisper, whisper.cpp, Vosk and others). Immutable.</summary>
public sealed record WyomingAsrOptions
{
    /// <summary>The service, such as <c>tcp://homeassistant:10300</c>; without a port 10300.</summary>
    [Required]
    [UriSchemes("tcp")]
    public required Uri Url { get; init; }

    /// <summary>A model of the service, or null for the one it has loaded.</summary>
    [NotSecret]
    public string? Model { get; init; }

    /// <summary>The language to expect where a request names none, as the service calls it (<c>en</c>); null lets the service decide.</summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of the audio to the transcript.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>Where a Wyoming voice listens (Piper and others). Immutable.</summary>
public sealed record WyomingTtsOptions
{
    /// <summary>The service, such as <c>tcp://homeassistant:10200</c>; without a port 10200.</summary>
    [Required]
    [UriSchemes("tcp")]
    public required Uri Url { get; init; }

    /// <summary>The voice where a request names none, such as <c>en_US-lessac-medium</c>; null for the service's own.</summary>
    [NotSecret]
    public string? Voice { get; init; }

    /// <summary>One of that voice's speakers, or null.</summary>
    [NotSecret]
    public string? Speaker { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first audio may take; services make a sentence whole before they send it.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the service may fall silent within a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection is kept for the next sentence; zero makes one for each.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(30);
}
