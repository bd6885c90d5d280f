using VoiceBus.Management.Languages;

namespace VoiceBus.Management.Api;

/// <summary>What the services understand and speak, by what their types of providers say.</summary>
/// <param name="Services">asr, llm and tts.</param>
/// <param name="Missing">Languages of personas that nobody of a service has; empty when all is well.</param>
public sealed record LanguagesDto(IReadOnlyList<ServiceLanguagesDto> Services, IReadOnlyList<LanguageGapDto> Missing)
{
    internal static LanguagesDto From(LanguageCoverage found) => new(
        [.. found.Services.Select(static service => new ServiceLanguagesDto(Names.Of(service.Service), service.Languages))],
        [.. found.Gaps.Select(static gap => new LanguageGapDto(Names.Of(gap.Service), gap.Language, gap.Personas, gap.Add, gap.Sentence))]);
}

/// <summary>The languages of a service.</summary>
/// <param name="Name">asr, llm or tts.</param>
/// <param name="Languages">BCP 47 primary tags of all its providers in use; null: any, or a model decides.</param>
public sealed record ServiceLanguagesDto(string Name, IReadOnlyList<string>? Languages);

/// <summary>A language nobody of a service understands or speaks.</summary>
/// <param name="Service">asr, llm or tts.</param>
/// <param name="Language">BCP 47 primary tag.</param>
/// <param name="Personas">Whose language it is; "default" is the persona of the configuration.</param>
/// <param name="Add">Types of providers that could, those that name the language first.</param>
/// <param name="Detail">The same for people, in English.</param>
public sealed record LanguageGapDto(string Service, string Language, IReadOnlyList<string> Personas, IReadOnlyList<string> Add, string Detail);
