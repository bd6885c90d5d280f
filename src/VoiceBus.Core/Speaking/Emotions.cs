using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>The emotions a device knows (protocol.md 4.2) and the emoji that stand for them.</summary>
public static class Emotions
{
    // Per emotion its emoji, the one to show first. Where public servers disagree the more common reading wins.
    private static readonly (string Name, string[] Emoji)[] _table =
    [
        ("neutral", ["😐", "😶", "😑"]),
        ("happy", ["😊", "🙂", "😀", "😃", "😄", "😁", "☺", "🎉", "👍", "👋", "😺", "🌞", "✨"]),
        ("laughing", ["😂", "😆", "🤣", "😅"]),
        ("funny", ["🤡", "🙃"]),
        ("sad", ["😢", "😔", "🙁", "☹", "😞", "😟", "😥", "💔"]),
        ("angry", ["😠", "😡", "🤬", "😤"]),
        ("crying", ["😭", "😿"]),
        ("loving", ["🥰", "😍", "❤", "💕", "💖", "🤗", "💗"]),
        ("embarrassed", ["😳", "🙈"]),
        ("surprised", ["😮", "😲", "😯", "🤯"]),
        ("shocked", ["😱", "😨", "🙀"]),
        ("thinking", ["🤔", "🧐", "💭"]),
        ("winking", ["😉"]),
        ("cool", ["😎", "🤩"]),
        ("relaxed", ["😌", "😇", "🧘"]),
        ("delicious", ["😋", "🤤"]),
        ("kissy", ["😘", "😚", "😗", "😙", "💋"]),
        ("confident", ["😏", "💪"]),
        ("sleepy", ["😴", "😪", "🥱", "💤"]),
        ("silly", ["🤪", "😜", "😝", "😛"]),
        ("confused", ["😕", "🙄", "😵", "🤷", "❓"]),
    ];

    private static readonly Dictionary<Rune, Emotion> _byRune = _table
        .SelectMany(static row => row.Emoji, static (row, emoji) => new Emotion(row.Name, emoji))
        .ToDictionary(static emotion => Rune.GetRuneAt(emotion.Emoji, 0));

    private static readonly Dictionary<string, Emotion> _byName = _table
        .ToDictionary(static row => row.Name, static row => new Emotion(row.Name, row.Emoji[0]));

    private static readonly HashSet<string> _names = new(_byName.Keys, StringComparer.OrdinalIgnoreCase);

    /// <summary>The 21 names, in the order of protocol.md 4.2.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _table.Select(static row => row.Name)];

    /// <summary>The emotion of that name with the emoji that shows it, or neutral when the name is not one of ours.</summary>
    public static Emotion Named(string name) => _byName.TryGetValue(name, out var emotion) ? emotion : _byName["neutral"];

    /// <summary>Whether it is the name of an emotion, in whatever case.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => name.Length is > 2 and < 16 && _names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name);

    /// <summary>Finds the emotion a character stands for.</summary>
    public static bool TryFind(Rune emoji, out Emotion emotion) => _byRune.TryGetValue(emoji, out emotion);

    /// <summary>Finds the first emoji of a text that stands for an emotion.</summary>
    /// <param name="text">Text of a model, before <see cref="SpeakableText"/> has taken the emoji out.</param>
    /// <param name="emotion">The emotion with the emoji as found.</param>
    public static bool TryFind(string text, out Emotion emotion)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii && _byRune.TryGetValue(rune, out emotion))
                return true;
        }

        emotion = default;
        return false;
    }
}
