using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.FunAsr;

/// <summary>
/// Where a FunASR server runs and how it is asked. The members are those of its own protocol
/// (<c>runtime/docs/websocket_protocol.md</c> of modelscope/FunASR). Immutable.
/// </summary>
public sealed record FunAsrOptions : IValidatableObject
{
    /// <summary>The server, such as <c>ws://funasr:10095</c>; the server's own images speak <c>wss</c> with a certificate they made themselves.</summary>
    [Required]
    [UriSchemes("ws", "wss")]
    public required Uri Url { get; init; }

    /// <summary>Sent as bearer token, for servers behind a proxy that wants one; FunASR itself wants none.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>Whether any certificate is good enough.</summary>
    public bool AllowUntrustedCertificate { get; init; }

    /// <summary>
    /// <c>wss</c> for the servers of <c>runtime/</c> (C++ and Python), <c>realtime</c> for <c>funasr-realtime-ws</c>, which speaks another
    /// protocol, <c>auto</c> to tell by the handshake; a proxy in between may hide it.
    /// </summary>
    [NotSecret]
    [AllowedValues("auto", "wss", "realtime", ErrorMessage = "must be auto, wss or realtime")]
    public string Protocol { get; init; } = "auto";

    /// <summary><c>2pass</c> (partial transcripts, then better ones), <c>online</c> (only the fast model) or <c>offline</c> (no partials).</summary>
    [NotSecret]
    [AllowedValues("2pass", "online", "offline", ErrorMessage = "must be 2pass, online or offline")]
    public string Mode { get; init; } = "2pass";

    /// <summary>Look-back, chunk and look-ahead of the online model, in units of 60 ms.</summary>
    [NotSecret]
    public IReadOnlyList<int> ChunkSize { get; init; } = [5, 10, 5];

    /// <summary>Packets in a chunk; with the default a packet is 60 ms.</summary>
    [Range(1, 100)]
    public int ChunkInterval { get; init; } = 10;

    /// <summary>Words to listen for and their weights; those of a request are added with 20. The realtime protocol has no weights.</summary>
    [NotSecret]
    public IReadOnlyDictionary<string, int> Hotwords { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether numbers are written as digits (inverse text normalisation).</summary>
    public bool Itn { get; init; } = true;

    /// <summary>
    /// The language of SenseVoice models (<c>svs_lang</c>): <c>zh</c>, <c>en</c>, <c>ja</c>, <c>ko</c>, <c>yue</c>, <c>auto</c>. Null takes
    /// the request's.
    /// </summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>Whether SenseVoice models punctuate and write numbers as digits.</summary>
    public bool SvsItn { get; init; } = true;

    /// <summary>
    /// Silence sent at a pause in <c>2pass</c>, so that the server ends its segment and recognises early; shorter than the server's own
    /// limit (800 ms) it does nothing. Zero sends none: fewer cuts, later answers.
    /// </summary>
    public TimeSpan PauseSilence { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Silence sent before the end, for servers that end a segment by nothing else.</summary>
    public TimeSpan TrailingSilence { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Whether <c>COMMIT</c> is sent at a pause: for realtime servers started with <c>--endpoint-mode client</c>.</summary>
    public bool CommitAtPause { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the end of the audio to the final transcript.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a connection is kept for the next utterance; zero makes one for each.</summary>
    public TimeSpan KeepConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The C++ server drops all audio without a word.
        if (ChunkSize is not [>= 0, > 0, >= 0])
            yield return new ValidationResult("must be three numbers, the second greater than 0", [nameof(ChunkSize)]);
    }
}
