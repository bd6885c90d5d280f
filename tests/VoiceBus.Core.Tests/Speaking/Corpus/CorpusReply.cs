using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VoiceBus.Core.Tests.Speaking.Corpus;

/// <summary>A reply of the corpus (replies.txt, whose head describes its form) and what is to be heard of it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Language">The language of the persona that says it.</param>
/// <param name="Parts">What the model writes; between two parts tools run.</param>
/// <param name="Heard">Sentences, "[emotion] " before them where one is shown, and tool calls behind a "!".</param>
public sealed partial record CorpusReply(string Name, string Language, IReadOnlyList<string> Parts, IReadOnlyList<string> Heard)
{
    /// <summary>The whole corpus.</summary>
    public static IReadOnlyList<CorpusReply> All { get; } = Read();

    public override string ToString() => Name;

    private static List<CorpusReply> Read()
    {
        using var stream = typeof(CorpusReply).Assembly.GetManifestResourceStream("replies.txt")!;
        using var reader = new StreamReader(stream);
        var replies = new List<CorpusReply>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("# ") && line.Split(' ') is [_, var name, var language])
                replies.Add(new CorpusReply(name, language, [], []));
            else if (line.StartsWith("< "))
                replies[^1] = replies[^1] with { Parts = [.. line[2..].Split("⟦tool⟧").Select(Unescape)] };
            else if (line.StartsWith('>') || line.StartsWith('!'))
                replies[^1] = replies[^1] with { Heard = [.. replies[^1].Heard, Unescape(line.StartsWith("> ") ? line[2..] : line.TrimStart('>'))] };
        }

        return replies;
    }

    private static string Unescape(string text) => Character().Replace(
        text.Replace('⏎', '\n'),
        static match => new Rune(int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("⟦([0-9A-F]+)⟧")]
    private static partial Regex Character();
}
