namespace VoiceBus.AspNetCore;

/// <summary>
/// Which providers of a service are asked, and the options that most have of the first of them: what <c>VOICEBUS_ASR…</c>,
/// <c>VOICEBUS_LLM…</c> and <c>VOICEBUS_TTS…</c> stand for.
/// </summary>
public sealed record ServiceProviderOptions
{
    /// <summary>
    /// Providers in the order they are asked: names of built-in ones, or types. Empty: the type that a bare address means where
    /// <see cref="Url"/> is given, else the built-in ones.
    /// </summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Address of its server, or null for its usual one.</summary>
    public Uri? Url { get; init; }

    /// <summary>API key, or null when the server wants none.</summary>
    public string? Key { get; init; }

    /// <summary>Model name as the server knows it, or null for the usual one.</summary>
    public string? Model { get; init; }

    /// <summary>Voice name as the server knows it, or null for the usual one.</summary>
    public string? Voice { get; init; }

    /// <summary>0 to 2, or null for the server's default; language models only.</summary>
    public float? Temperature { get; init; }

    /// <summary>A JSON object merged into every request body, or null; language models only.</summary>
    public string? ExtraBody { get; init; }

    /// <summary>
    /// Whether the built-in providers answer when these do not; null: they do for recognition and voices that are not on this
    /// machine, and not for language models.
    /// </summary>
    public bool? Fallback { get; init; }
}
