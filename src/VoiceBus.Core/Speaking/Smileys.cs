using System.Collections.Frozen;

namespace VoiceBus.Core.Speaking;

/// <summary>Faces made of punctuation.</summary>
internal static class Smileys
{
    private const int Longest = 4;

    private static readonly FrozenDictionary<string, string> _names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [":)"] = "happy",
        [":]"] = "happy",
        ["=)"] = "happy",
        ["^_^"] = "happy",
        ["^^"] = "happy",
        ["^.^"] = "happy",
        [":D"] = "laughing",
        ["=D"] = "laughing",
        ["XD"] = "laughing",
        ["xD"] = "laughing",
        [":("] = "sad",
        [":["] = "sad",
        ["=("] = "sad",
        [":'("] = "crying",
        ["T_T"] = "crying",
        ["T.T"] = "crying",
        ["QAQ"] = "crying",
        ["TAT"] = "crying",
        [";_;"] = "crying",
        [";)"] = "winking",
        [";D"] = "winking",
        [":P"] = "silly",
        [":p"] = "silly",
        ["=P"] = "silly",
        [":O"] = "surprised",
        [":o"] = "surprised",
        ["o_o"] = "surprised",
        ["O_O"] = "surprised",
        [":/"] = "confused",
        [":\\"] = "confused",
        [":|"] = "neutral",
        ["-_-"] = "neutral",
        [":*"] = "kissy",
        ["<3"] = "loving",
        ["</3"] = "sad",
        [">_<"] = "embarrassed",
        [">:("] = "angry",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<char> _firsts = _names.Keys.Select(static face => face[0]).ToFrozenSet();

    /// <summary>Reads the face a text begins with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">The character before it: a face stands alone.</param>
    /// <param name="ended">Whether nothing follows the text.</param>
    /// <param name="emotion">What it shows.</param>
    /// <returns>Its length; 0 when there is none, negative when that depends on what follows.</returns>
    public static int Read(ReadOnlySpan<char> text, char before, bool ended, out Emotion emotion)
    {
        emotion = default;
        if (!_firsts.Contains(text[0]) || !(char.IsWhiteSpace(before) || Punctuation.IsWide(before) || Punctuation.IsStop(before) || before == ','))
            return 0;
        for (var length = Math.Min(Longest + 1, text.Length); length >= 2; length--)
        {
            // With or without a nose.
            var face = length > 2 && text[1] is '-' or 'o' ? $"{text[0]}{text[2..length]}" : text[..length].ToString();
            if (!_names.TryGetValue(face, out var name))
                continue;
            if (length == text.Length && !ended)
                return -1;
            if (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] == '/') && !Punctuation.IsWide(text[length]))
                continue;
            emotion = Emotions.Named(name);
            return length;
        }

        return text.Length <= Longest && !ended && MayGoOn(text) ? -1 : 0;
    }

    private static bool MayGoOn(ReadOnlySpan<char> text)
    {
        foreach (var face in _names.Keys)
            if (face[0] == text[0] && (text.Length == 1 || (text[1] is '-' or 'o' && text.Length < 3) || face.AsSpan().StartsWith(text)))
                return true;
        return false;
    }
}
