using VoiceBus.Speech.Language;

namespace VoiceBus.Speech.Espeak;

/// <summary>A part of a text and the voice that can read it: many of espeak-ng's voices spell another script letter by letter.</summary>
internal sealed record VoicePassage(string Voice, string Text)
{
    private enum Letters
    {
        Own,
        Latin,
        Han,
        Kana,
    }

    /// <summary>Cuts a text into passages; what is no letter (digits, marks, blanks) belongs to the letters around it.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="voice">The voice of what it can read.</param>
    /// <returns>At least one passage; together they are the text, Mandarin put into words where its voice needs that.</returns>
    public static IReadOnlyList<VoicePassage> Split(string text, string voice)
    {
        var passages = new List<VoicePassage>();
        var from = 0;
        while (from < text.Length)
        {
            var (end, speaker) = Next(text, from, voice);
            var passage = text[from..end];
            passages.Add(new VoicePassage(speaker, EspeakVoice.LanguageOf(speaker) == EspeakVoice.Mandarin ? MandarinText.Spell(passage) : passage));
            from = end;
        }

        return passages;
    }

    // To the first letter that is another voice's; a first passage without a letter is one with the next.
    private static (int End, string Voice) Next(string text, int from, string voice)
    {
        string? speaker = null;
        var end = from;
        for (var i = from; i < text.Length; i++)
        {
            if (!char.IsLetter(text[i]))
                continue;
            var reader = ReaderOf(text[i], voice);
            if (speaker is not null && reader != speaker)
                return (Boundary(text, end, i, speaker, voice), speaker);
            (speaker, end) = (reader, i + 1);
        }

        return (text.Length, speaker ?? voice);
    }

    // Between two voices: numbers are said in the language of the text, unless a foreign word holds them ("MP3").
    private static int Boundary(string text, int afterLast, int next, string speaker, string voice)
    {
        if (speaker == voice)
            return next;
        var end = afterLast;
        while (end < next && (char.IsAsciiDigit(text[end]) || (text[end] is '-' or '.' && end + 1 < next && char.IsAsciiDigit(text[end + 1]))))
            end++;
        return end;
    }

    private static string ReaderOf(char letter, string voice)
    {
        var variant = EspeakVoice.VariantOf(voice);
        return (Of(letter), Family(voice)) switch
        {
            (Letters.Latin, "cmn" or "ja") => EspeakVoice.English + variant,
            (Letters.Han, not ("cmn" or "yue" or "ja" or "ko" or "hak")) => EspeakVoice.Mandarin + variant,
            (Letters.Kana, not "ja") => EspeakVoice.Japanese + variant,
            _ => voice,
        };
    }

    private static string Family(string voice) => EspeakVoice.LanguageOf(voice).Split('-')[0].ToLowerInvariant();

    private static Letters Of(char letter) =>
        Script.IsLatin(letter) ? Letters.Latin : Script.IsHan(letter) ? Letters.Han : Script.IsKana(letter) ? Letters.Kana : Letters.Own;
}
