using System.Text;

namespace VoiceBus.Speech.Espeak;

/// <summary>
/// What espeak-ng is given to say a text with a voice: the text as it is, or marked up (SSML) where parts of it are another voice's.
/// It is one stream of samples either way, at one speed.
/// </summary>
/// <param name="Voice">The voice that begins.</param>
/// <param name="Text">For its standard input.</param>
/// <param name="IsMarkup">Whether the text is SSML (espeak-ng's option -m).</param>
internal sealed record EspeakText(string Voice, string Text, bool IsMarkup)
{
    /// <summary>Prepares a text.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="voice">The voice chosen for it.</param>
    public static EspeakText Of(string text, string voice)
    {
        var passages = VoicePassage.Split(Plain(text), voice);
        return passages is [var one] ? new EspeakText(one.Voice, one.Text, false) : new EspeakText(passages[0].Voice, Markup(passages), true);
    }

    // Each passage names its voice: after one in between espeak-ng 1.51 would go on with the language's first voice.
    private static string Markup(IReadOnlyList<VoicePassage> passages)
    {
        var markup = new StringBuilder("<speak>");
        foreach (var (voice, text) in passages)
            markup.Append("<voice name=\"").Append(voice).Append("\">").Append(Escape(text)).Append("</voice>");
        return markup.Append("</speak>").ToString();
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    // Double brackets would switch espeak-ng to phoneme codes, a NUL would end its text, full-width forms are spelled by their numbers.
    private static string Plain(string text) =>
        string.Create(text.Length, text, static (plain, from) =>
        {
            for (var i = 0; i < plain.Length; i++)
                plain[i] = from[i] switch
                {
                    '\0' => ' ',
                    >= '\uFF10' and <= '\uFF19' or >= '\uFF21' and <= '\uFF3A' or >= '\uFF41' and <= '\uFF5A' or '\uFF05' => (char)(from[i] - 0xFEE0),
                    _ => from[i],
                };
        }).Replace("[[", "[ [", StringComparison.Ordinal).Replace("°C", "℃", StringComparison.Ordinal);
}
