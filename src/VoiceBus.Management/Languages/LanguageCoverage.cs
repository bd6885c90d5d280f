using VoiceBus.Core.Memory;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Languages;

/// <summary>What the services of a configuration understand and speak, and what is missing for its personas. Immutable.</summary>
/// <param name="Services">Each service that hears, thinks or speaks.</param>
/// <param name="Gaps">What is missing; by service, then in the order of the personas.</param>
public sealed record LanguageCoverage(IReadOnlyList<ServiceLanguages> Services, IReadOnlyList<LanguageGap> Gaps)
{
    private static readonly ServiceType[] _speaking = [ServiceType.Asr, ServiceType.Llm, ServiceType.Tts];

    /// <summary>Compares what is asked for with what the providers in use say of themselves.</summary>
    /// <param name="document">The configuration; its persona is the one of devices without another.</param>
    /// <param name="personas">The stored ones.</param>
    /// <param name="catalog">What the types say.</param>
    public static LanguageCoverage Of(GatewayConfiguration document, IEnumerable<Persona> personas, ProviderCatalog catalog)
    {
        ServiceLanguages[] services = [.. _speaking.Select(service => new ServiceLanguages(service, Understood(service, document.Services.Of(service), catalog)))];
        var wanted = personas.Select(static persona => (persona.Name, persona.Language))
            .Prepend((Name: Persona.DefaultName, document.Turn.Language))
            .Select(static persona => (persona.Name, Language: LanguageTag.Primary(persona.Language)))
            .Where(static persona => persona.Language is not null)
            .GroupBy(static persona => persona.Language!, static persona => persona.Name, StringComparer.Ordinal)
            .Select(static language => (Language: language.Key, Personas: language.ToArray()))
            .ToArray();
        return new LanguageCoverage(services, [.. services.SelectMany(service => wanted
            .Where(language => !service.Has(language.Language))
            .Select(language => new LanguageGap(service.Service, language.Language, language.Personas, Candidates(service.Service, language.Language, catalog))))]);
    }

    // Null is any. A service that is switched off, or has nobody, is told as that: it is no question of languages.
    private static string[]? Understood(ServiceType service, ServiceSettings settings, ProviderCatalog catalog)
    {
        ProviderSettings[] inUse = [.. settings.Providers.Where(static provider => provider.Enabled)];
        if (!settings.Enabled || inUse.Length == 0)
            return null;
        var known = new List<string>();
        foreach (var provider in inUse)
        {
            if (catalog.Find(service, provider.Type)?.Languages is not { } languages)
                return null;
            known.AddRange(languages.Select(LanguageTag.Primary).OfType<string>());
        }

        return [.. known.Distinct(StringComparer.Ordinal)];
    }

    private static string[] Candidates(ServiceType service, string language, ProviderCatalog catalog) =>
    [
        .. catalog.Of(service).Where(type => type.Languages?.Any(known => LanguageTag.Primary(known) == language) != false)
            .OrderBy(static type => type.Languages is null).Select(static type => type.Type),
    ];
}

/// <summary>What a service understands or speaks.</summary>
/// <param name="Service">The service.</param>
/// <param name="Languages">BCP 47 primary tags of all its providers in use; null: any, or a model decides.</param>
public sealed record ServiceLanguages(ServiceType Service, IReadOnlyList<string>? Languages)
{
    /// <summary>Whether a language is among them.</summary>
    public bool Has(string primary) => Languages?.Contains(primary, StringComparer.Ordinal) != false;
}
