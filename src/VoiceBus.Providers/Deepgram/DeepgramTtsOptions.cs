using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Deepgram;

/// <summary>How Deepgram speaks (Aura); names as its API has them (developers.deepgram.com, speak v1). Immutable.</summary>
public sealed record DeepgramTtsOptions
{
    /// <summary>An API key of Deepgram; a self-hosted one may want none.</summary>
    [Secret(Variable = "DEEPGRAM_API_KEY")]
    public string? Key { get; init; }

    /// <summary>Where <c>/v1/speak</c> lies.</summary>
    [UriSchemes("wss", "ws", "https", "http")]
    public Uri Url { get; init; } = new("wss://api.deepgram.com");

    /// <summary>Whether any certificate is good enough, for a self-hosted Deepgram.</summary>
    public bool AllowUntrustedCertificate { get; init; }

    /// <summary>The voice where a request names none; Deepgram's voices are models (<c>model</c> in its address).</summary>
    [NotSecret]
    public string Voice { get; init; } = "aura-2-thalia-en";

    /// <summary>Samples per second, Hz.</summary>
    [AllowedValues(8000, 16_000, 24_000, 32_000, 48_000, ErrorMessage = "must be 8000, 16000, 24000, 32000 or 48000")]
    public int SampleRate { get; init; } = 24_000;

    /// <summary>Whether Deepgram may not train with the text.</summary>
    public bool MipOptOut { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first audio may take.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long it may fall silent within a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection is kept for the next sentence; zero makes one for each.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(30);
}
