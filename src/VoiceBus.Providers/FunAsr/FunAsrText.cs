using System.Text.RegularExpressions;
using VoiceBus.Providers.Recognition;

namespace VoiceBus.Providers.FunAsr;

/// <summary>What a server understood of an utterance: segments it has settled, and the fast model's pieces since. Not thread-safe.</summary>
internal sealed partial class FunAsrText
{
    private string _settled = "";
    private string _pending = "";

    /// <summary>The whole.</summary>
    public string Whole => TranscriptText.Join(_settled, _pending).Trim();

    /// <summary>Adds a piece of the fast model; pieces are cut between tokens, with the blanks they need.</summary>
    public void Append(string piece) => _pending += Clean(piece);

    /// <summary>Replaces the pieces by the better model's text of the same segment.</summary>
    public void Settle(string segment)
    {
        _settled = TranscriptText.Join(_settled, Clean(segment));
        _pending = "";
    }

    /// <summary>Replaces the pieces.</summary>
    public void Replace(string pending) => _pending = Clean(pending);

    // SenseVoice puts language, emotion and kind of sound before the words.
    private static string Clean(string text) => text.Contains("<|", StringComparison.Ordinal) ? Tags().Replace(text, "") : text;

    [GeneratedRegex(@"<\|[^|>]{0,40}\|>")]
    private static partial Regex Tags();
}
