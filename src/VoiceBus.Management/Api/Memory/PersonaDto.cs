using VoiceBus.Core.Memory;

namespace VoiceBus.Management.Api.Memory;

/// <summary>The personas there are.</summary>
/// <param name="Personas">Stored ones, by name.</param>
/// <param name="Default">The one of the configuration (turn.prompt, turn.voice, turn.language).</param>
internal sealed record PersonasDto(IReadOnlyList<PersonaDto> Personas, PersonaDto Default);

/// <summary>A persona.</summary>
/// <param name="Name">What people and models call it.</param>
/// <param name="Prompt">The system prompt.</param>
/// <param name="Voice">A voice of the tts provider; null for its default.</param>
/// <param name="Language">BCP 47 tag the user is expected to speak, or null.</param>
/// <param name="Greeting">What is said when a device begins to listen, or null.</param>
/// <param name="AllowedTools">Patterns of tool names; null for all tools, empty for none.</param>
/// <param name="Asr">Name of the recogniser that is asked first; null, or one there is not: in the service's order.</param>
/// <param name="Llm">Name of the model that is asked first, in the same way.</param>
/// <param name="Tts">Name of the voice's provider that is asked first, in the same way.</param>
/// <param name="Speed">0.5 to 2 times as fast as the voice speaks by itself, or null.</param>
/// <param name="EndSilenceMs">Silence that ends an utterance which reads like a finished sentence, ms; null: the configuration's.</param>
/// <param name="MaxEndSilenceMs">Silence that ends any utterance, ms, in the same way.</param>
internal sealed record PersonaDto(
    string Name, string Prompt, string? Voice, string? Language, string? Greeting, IReadOnlyList<string>? AllowedTools,
    string? Asr, string? Llm, string? Tts, double? Speed, int? EndSilenceMs, int? MaxEndSilenceMs)
{
    public static PersonaDto From(Persona persona) => new(
        persona.Name, persona.Prompt, persona.Voice, persona.Language, persona.Greeting, persona.AllowedTools,
        persona.Asr, persona.Llm, persona.Tts, persona.Speed, Ms(persona.EndSilence), Ms(persona.MaxEndSilence));

    private static int? Ms(TimeSpan? span) => (int?)span?.TotalMilliseconds;
}

/// <summary>A persona as it is sent; the name may also be the route's.</summary>
internal sealed record PersonaBody(
    string? Name, string? Prompt, string? Voice, string? Language, string? Greeting, IReadOnlyList<string?>? AllowedTools,
    string? Asr = null, string? Llm = null, string? Tts = null, double? Speed = null,
    int? EndSilenceMs = null, int? MaxEndSilenceMs = null)
{
    /// <summary>The persona, of a body that <see cref="PersonaRules"/> finds right.</summary>
    public Persona ToPersona(string name) => new()
    {
        Name = name,
        Prompt = Prompt!.Trim(),
        Voice = Given(Voice),
        Language = Given(Language),
        Greeting = Given(Greeting),
        AllowedTools = AllowedTools is null ? null : [.. AllowedTools.Select(static pattern => pattern!.Trim())],
        Asr = Given(Asr),
        Llm = Given(Llm),
        Tts = Given(Tts),
        Speed = Speed,
        EndSilence = Span(EndSilenceMs),
        MaxEndSilence = Span(MaxEndSilenceMs),
    };

    private static TimeSpan? Span(int? ms) => ms is { } given ? TimeSpan.FromMilliseconds(given) : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
