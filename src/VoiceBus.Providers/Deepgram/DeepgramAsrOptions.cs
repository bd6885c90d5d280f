using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Deepgram;

/// <summary>How Deepgram recognises; names as its API has them (developers.deepgram.com, listen v1 and v2). Immutable.</summary>
public sealed record DeepgramAsrOptions
{
    /// <summary>An API key of Deepgram; a self-hosted one may want none.</summary>
    [Secret(Variable = "DEEPGRAM_API_KEY")]
    public string? Key { get; init; }

    /// <summary>Where <c>/v1/listen</c> and <c>/v2/listen</c> lie.</summary>
    [UriSchemes("wss", "ws", "https", "http")]
    public Uri Url { get; init; } = new("wss://api.deepgram.com");

    /// <summary>Whether any certificate is good enough, for a self-hosted Deepgram.</summary>
    public bool AllowUntrustedCertificate { get; init; }

    /// <summary>The model. One that begins with <c>flux</c> is asked by the second version of the protocol, which judges where a turn ends.</summary>
    [NotSecret]
    public string Model { get; init; } = "nova-3";

    /// <summary>
    /// The language, such as <c>en</c>, <c>zh</c> or <c>multi</c>; it must fit the model, so it goes before that of a request. Null takes the
    /// request's. For <c>flux-general-multi</c> it is a hint.
    /// </summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>Words to listen for, besides those of a request.</summary>
    [NotSecret]
    public IReadOnlyList<string> Keyterms { get; init; } = [];

    /// <summary>Whether dates, numbers and the like are written for reading; not of Flux.</summary>
    public bool SmartFormat { get; init; } = true;

    /// <summary>Whether Deepgram may not train with the audio.</summary>
    public bool MipOptOut { get; init; }

    /// <summary>Confidence (0.5 to 1) at which Flux ends a turn; null is Deepgram's.</summary>
    [Range(0.5, 1)]
    public double? EotThreshold { get; init; }

    /// <summary>Confidence (0.3 to 0.9) at which Flux says early that a turn may be over; null: it never does.</summary>
    [Range(0.3, 0.9)]
    public double? EagerEotThreshold { get; init; }

    /// <summary>Silence in ms after which Flux ends a turn in any case; null is Deepgram's.</summary>
    [Range(500, 60_000)]
    public int? EotTimeoutMs { get; init; }

    /// <summary>More parameters of the query, such as <c>profanity_filter</c>; they replace ours of the same name.</summary>
    [NotSecret]
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of the audio to the final transcript.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal bool IsFlux => Model.StartsWith("flux", StringComparison.OrdinalIgnoreCase);
}
