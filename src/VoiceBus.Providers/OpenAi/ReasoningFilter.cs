using System.Text;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// Drops the spans between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c> from streamed text, also when a tag arrives in pieces.
/// One stream, one filter.
/// </summary>
internal sealed class ReasoningFilter
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    private string _held = "";
    private bool _thinking;
    private bool _started;

    /// <summary>The part of the text so far that can be said now.</summary>
    public string Pass(string piece)
    {
        var text = _held + piece;
        var said = new StringBuilder();
        while (true)
        {
            var tag = _thinking ? Close : Open;
            var at = text.IndexOf(tag, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                break;
            if (!_thinking)
                said.Append(text, 0, at);
            text = text[(at + tag.Length)..];
            _thinking = !_thinking;
        }

        var split = text.Length - HalfTag(text, _thinking ? Close : Open);
        _held = text[split..];
        if (!_thinking)
            said.Append(text, 0, split);
        return Trimmed(said.ToString());
    }

    /// <summary>What was held back for a tag that never came.</summary>
    public string Rest() => _thinking ? "" : Trimmed(_held);

    // The blank lines between the thoughts and the answer are no part of the answer.
    private string Trimmed(string text)
    {
        if (!_started)
            text = text.TrimStart();
        _started |= text.Length > 0;
        return text;
    }

    private static int HalfTag(string text, string tag)
    {
        for (var length = Math.Min(tag.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(tag[..length], StringComparison.OrdinalIgnoreCase))
                return length;
        }

        return 0;
    }
}
