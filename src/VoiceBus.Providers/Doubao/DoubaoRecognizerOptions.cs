using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Providers.Doubao;

/// <summary>
/// Doubao's streaming recognition (Volcengine, document 1354869): where it is and how it listens. Either <see cref="Key"/> (new
/// console), or <see cref="AppId"/> with <see cref="AccessToken"/>.
/// </summary>
public sealed record DoubaoRecognizerOptions : IValidatableObject
{
    /// <summary>
    /// The address; its last part is the mode: <c>bigmodel_async</c> (answers when something new was understood), <c>bigmodel</c> (one answer
    /// per packet) or <c>bigmodel_nostream</c> (more exact, after the end; the only one that can be told a language).
    /// </summary>
    [Required]
    [UriSchemes("ws", "wss")]
    public Uri Url { get; init; } = new("wss://openspeech.bytedance.com/api/v3/sauc/bigmodel_async");

    /// <summary>The key of the new console.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>The APP ID of the old console.</summary>
    [NotSecret]
    public string? AppId { get; init; }

    /// <summary>The Access Token of the old console.</summary>
    [Secret]
    public string? AccessToken { get; init; }

    /// <summary>
    /// What was bought: <c>volc.bigasr.sauc.duration</c> or <c>….concurrent</c> (model 1.0), <c>volc.seedasr.sauc.duration</c> or
    /// <c>….concurrent</c> (model 2.0).
    /// </summary>
    [Required]
    [NotSecret]
    public string ResourceId { get; init; } = "volc.bigasr.sauc.duration";

    /// <summary>The model; there is one.</summary>
    [Required]
    [NotSecret]
    public string Model { get; init; } = "bigmodel";

    /// <summary>Whether numbers and units are written as such.</summary>
    public bool EnableItn { get; init; } = true;

    /// <summary>Whether punctuation is added.</summary>
    public bool EnablePunc { get; init; } = true;

    /// <summary>Whether fillers and repetitions are left out.</summary>
    public bool EnableDdc { get; init; }

    /// <summary>Whether each sentence is recognised a second time, more exactly; <c>bigmodel_async</c> only.</summary>
    public bool EnableNonstream { get; init; }

    /// <summary>Silence in ms after which a sentence is settled, or null for the vendor's default (800).</summary>
    [Range(200, 10_000)]
    public int? EndWindowSize { get; init; }

    /// <summary>Audio in ms before which no sentence is settled, or null for the vendor's default.</summary>
    [Range(1, 60_000)]
    public int? ForceToSpeechTime { get; init; }

    /// <summary>The name of a table of hot words kept at the vendor, or null.</summary>
    [NotSecret]
    public string? BoostingTableName { get; init; }

    /// <summary>The name of a table of replacements kept at the vendor, or null.</summary>
    [NotSecret]
    public string? CorrectTableName { get; init; }

    /// <summary>Whether what is sent is compressed. What is answered is understood either way.</summary>
    public bool Gzip { get; init; }

    /// <summary>Silence sent at a pause, so that the words before it are understood at once.</summary>
    public TimeSpan PauseSilence { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the text must not change in a pause to count as what was said before it.</summary>
    public TimeSpan PauseSettle { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often silence is sent while nobody speaks; the vendor gives up after 8 s without. Zero sends none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long the connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the vendor may take to accept the parameters.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the final transcript may take from the end of the audio.</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => DoubaoCredentials.Check(Key, AppId, AccessToken);
}
