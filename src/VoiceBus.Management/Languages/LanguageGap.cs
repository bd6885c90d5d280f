using System.Globalization;
using VoiceBus.Core.Bus;

namespace VoiceBus.Management.Languages;

/// <summary>A language that somebody is expected to speak here, and nobody of a service understands or speaks. Immutable.</summary>
/// <param name="Service">The service.</param>
/// <param name="Language">BCP 47 primary tag.</param>
/// <param name="Personas">Whose language it is, in order.</param>
/// <param name="Add">Types of providers that could: those that name the language first.</param>
public sealed record LanguageGap(ServiceType Service, string Language, IReadOnlyList<string> Personas, IReadOnlyList<string> Add)
{
    private const int Shown = 3;

    /// <summary>One sentence: what is missing and what to add.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture, $"nobody here {Verb} {LanguageTag.NameOf(Language)} ({Whose}): {Remedy}");

    private string Whose => Personas.Count == 1 ? $"persona {Personas[0]}" : $"personas {Listed(Personas, "and")}";

    private string Remedy => Add.Count == 0
        ? $"add {Kind} that does, as a plug-in or in your own program; see docs/adding-a-provider.md"
        : $"add {Kind}, such as {Listed(Add, "or")} ({Variable}=<type>, or in the console's settings); see docs/providers.md";

    private string Variable => $"VOICEBUS_{Service.ToName().ToUpperInvariant()}";

    private string Verb => Service switch
    {
        ServiceType.Asr => "understands",
        ServiceType.Tts => "speaks",
        _ => "answers in",
    };

    private string Kind => Service switch
    {
        ServiceType.Asr => "a recogniser",
        ServiceType.Tts => "a voice",
        _ => "a model",
    };

    private static string Listed(IReadOnlyList<string> names, string last) => names.Count switch
    {
        1 => names[0],
        <= Shown => $"{string.Join(", ", names.Take(names.Count - 1))} {last} {names[^1]}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Shown))} {last} {names.Count - Shown} more"),
    };
}
