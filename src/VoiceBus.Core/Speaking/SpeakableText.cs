using System.Text;

namespace VoiceBus.Core.Speaking;

/// <summary>
/// Turns what a model wrote into what can be said: markup, addresses, emoji and acted asides go, the words stay. Thread-safe. Works on
/// a whole text as on a part of one, where a mark may lack its partner. A stream is read by <see cref="Sentences"/>.
/// </summary>
public static class SpeakableText
{
    /// <summary>The words of a text.</summary>
    /// <param name="text">One or more lines of a model's reply.</param>
    /// <param name="language">The language of who speaks (BCP 47), in which an address is called a link; null: that of the text.</param>
    /// <returns>One line of plain text; empty when nothing in it can be said.</returns>
    public static string From(string text, string? language = null)
    {
        var line = new Line();
        var reader = new SpeakableTextReader(new SpokenTextWriter(line), language);
        reader.Read(text);
        reader.Complete();
        return line.ToString();
    }

    private sealed class Line : ISpokenText
    {
        private readonly StringBuilder _text = new();
        private bool _canBeSaid;

        public void Add(char c)
        {
            _canBeSaid |= char.IsLetterOrDigit(c);
            if (c != ' ' || (_text.Length > 0 && _text[^1] != ' '))
                _text.Append(c);
        }

        public void RemoveSpace()
        {
            if (_text.Length > 0 && _text[^1] == ' ')
                _text.Length--;
        }

        public void Break() => Add(' ');

        public void Show(Emotion emotion)
        {
            // Shown by whoever speaks the sentence.
        }

        public override string ToString() => _canBeSaid ? _text.ToString().Trim() : "";
    }
}
