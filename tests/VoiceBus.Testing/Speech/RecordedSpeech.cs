using System.Text.RegularExpressions;

namespace VoiceBus.Testing.Speech;

/// <summary>A recording of a real speaker, 16 kHz, with the words that are said.</summary>
public sealed record Recording(string Name, string Words, WavFile Audio);

/// <summary>The recordings of the Debian package pocketsphinx-testdata.</summary>
public static partial class RecordedSpeech
{
    private const string Folder = "/usr/share/pocketsphinx/test/data";

    /// <summary>Sentences read from a novel, 2 to 8 s each.</summary>
    public static IReadOnlyList<Recording> Novel { get; } = Load("librivox", "transcription");

    /// <summary>Names of playing cards, 1 to 4 s each.</summary>
    public static IReadOnlyList<Recording> Cards { get; } = Load("cards", "cards.transcription");

    /// <summary>"Go forward ten meters", 2.8 s.</summary>
    public static Recording GoForward { get; } =
        new("goforward", "go forward ten meters", WavFile.ReadRaw(Require("goforward.raw"), 16_000));

    /// <summary>The recording whose name ends like this.</summary>
    public static Recording Named(string ending) =>
        Novel.Concat(Cards).Single(recording => recording.Name.EndsWith(ending, StringComparison.Ordinal));

    private static List<Recording> Load(string folder, string transcription)
    {
        var recordings = new List<Recording>();
        foreach (var line in File.ReadLines(Require(Path.Combine(folder, transcription))))
        {
            if (Line().Match(line) is not { Success: true } match)
                continue;
            var name = match.Groups[2].Value;
            recordings.Add(new Recording(name, match.Groups[1].Value.Trim(), WavFile.Read(Require(Path.Combine(folder, name + ".wav")))));
        }
        return recordings;
    }

    private static string Require(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path}: install the Debian package pocketsphinx-testdata");
    }

    [GeneratedRegex(@"^<s>(.*)</s>\s*\(([^)]+)\)")]
    private static partial Regex Line();
}
