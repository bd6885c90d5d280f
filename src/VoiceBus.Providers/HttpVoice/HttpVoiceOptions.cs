using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using VoiceBus.Providers.Sound;

namespace VoiceBus.Providers.HttpVoice;

/// <summary>
/// How any server is asked to speak by one HTTP request. Templates may name <c>{text}</c>, <c>{voice}</c>, <c>{language}</c>
/// (<c>zh-CN</c>), <c>{lang}</c> (<c>zh</c>), <c>{speed}</c>, <c>{pitch}</c>, <c>{volume}</c>, <c>{emotion}</c> and <c>{key}</c>; what
/// stands for them is escaped as its place wants it.
/// </summary>
public sealed record HttpVoiceOptions : IValidatableObject
{
    /// <summary>The address, a template: <c>http://localhost:9880/tts</c>, <c>http://localhost:9880/?text={text}</c>.</summary>
    [Required]
    public required string Url { get; init; }

    /// <summary>How it is asked.</summary>
    public HttpVoiceMethod Method { get; init; } = HttpVoiceMethod.Post;

    /// <summary>Headers of the request, templates: <c>{"Authorization": "Bearer {key}"}</c>. Their values are treated as secrets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The body: a JSON object whose texts are templates. A member that is nothing but <c>{speed}</c> and the like becomes a number, one
    /// whose value is not known is left out.
    /// </summary>
    public JsonElement? Body { get; init; }

    /// <summary>A body that is a text instead, a template as a whole.</summary>
    public string? BodyText { get; init; }

    /// <summary>The type of a body that is a text; values in it are escaped for JSON, XML or a form accordingly.</summary>
    [NotSecret]
    public string ContentType { get; init; } = "application/json";

    /// <summary>A form to send instead of a body; its values are templates.</summary>
    public IReadOnlyDictionary<string, string> Form { get; init; } = new Dictionary<string, string>();

    /// <summary>Stands for <c>{key}</c>.</summary>
    [Secret]
    public string? Key { get; init; }

    /// <summary>Stands for <c>{voice}</c> where the persona names none.</summary>
    [NotSecret]
    public string? Voice { get; init; }

    /// <summary>Stands for <c>{language}</c> where the text's is not known.</summary>
    [NotSecret]
    public string? Language { get; init; }

    /// <summary>The server's words for languages, by tag or its first part: <c>{"zh": "中文", "en": "英文"}</c>.</summary>
    [NotSecret]
    public IReadOnlyDictionary<string, string> Languages { get; init; } = new Dictionary<string, string>();

    /// <summary>How the sound is coded; <c>auto</c> finds out by its first bytes.</summary>
    public SoundFormat Format { get; init; } = SoundFormat.Auto;

    /// <summary>Samples a second of PCM without a header, Hz; the answer's type goes before.</summary>
    [Range(8_000, 48_000)]
    public int? SampleRate { get; init; }

    /// <summary>Where the sound lies in an answer that is JSON, such as <c>data.audio</c> or <c>results[0].url</c>; null: the answer is the sound.</summary>
    [NotSecret]
    public string? AudioPath { get; init; }

    /// <summary>How the sound is written there.</summary>
    public AudioWriting AudioEncoding { get; init; } = AudioWriting.Auto;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the first sound may take.</summary>
    public TimeSpan FirstAudioTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the voice may fall silent in the middle of a sentence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Templates().SelectMany(Template.Unknown).Distinct())
            yield return new ValidationResult($"there is no {{{name}}}; {string.Join(", ", TemplateValues.Names.Select(static known => $"{{{known}}}"))} are");
        if (!Uri.TryCreate(Template.Fill(Url, static _ => "x"), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return new ValidationResult("must be an address that begins with http:// or https://", [nameof(Url)]);
        if (new[] { Body is not null, BodyText is not null, Form.Count > 0 }.Count(static given => given) > 1)
            yield return new ValidationResult("must not stand beside body_text or form: one of the three is sent", [nameof(Body)]);
        if (AudioPath is { } path && !JsonPath.IsPath(path))
            yield return new ValidationResult("must be names and places, such as data.audio or results[0].url", [nameof(AudioPath)]);
    }

    private IEnumerable<string> Templates() => [Url, .. Headers.Values, .. Form.Values, BodyText ?? "", .. Body is { } body ? Texts(body) : []];

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(static member => Texts(member.Value)),
        _ => [],
    };
}
