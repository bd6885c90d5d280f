using System.Text;

namespace VoiceBus.Gateway.Transport;

/// <summary>Keeps account of which words of a speech were played. Guarded by its owner.</summary>
internal sealed class SpeechLog
{
    // Speaking rates used only for a sentence whose length is not known yet when it is cut.
    private const double LatinCharsPerSecond = 14;
    private const double CjkCharsPerSecond = 4.5;

    private readonly StringBuilder _played = new();
    private string? _sentence;
    private int _sentPackets;
    private int _knownPackets;
    private bool _complete;

    /// <summary>A sentence's first packet is about to be sent.</summary>
    public void Begin(string text)
    {
        _sentence = text;
        _sentPackets = _knownPackets = 0;
        _complete = false;
    }

    /// <summary>A packet of the sentence was sent.</summary>
    public void CountSent() => _sentPackets++;

    /// <summary>The sentence was sent to its end.</summary>
    public void End()
    {
        if (_sentence is { } sentence)
            Append(sentence);
        _sentence = null;
    }

    /// <summary>The speech is cut: of the sentence being played only the words that fit the packets sent count.</summary>
    /// <param name="waiting">Packets of this sentence that were still waiting.</param>
    /// <param name="complete">Whether those are all packets of the sentence.</param>
    /// <param name="frame">Length of a packet.</param>
    public void Cut(int waiting, bool complete, TimeSpan frame)
    {
        if (_sentence is not { } sentence)
            return;
        _knownPackets = _sentPackets + waiting;
        _complete = complete;
        Append(Heard(sentence, frame));
        _sentence = null;
    }

    /// <summary>The words played so far.</summary>
    public override string ToString() => _played.ToString();

    private string Heard(string sentence, TimeSpan frame)
    {
        if (_sentPackets == 0)
            return "";
        var cjk = sentence.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;
        var chars = _complete
            ? (int)((double)sentence.Length * _sentPackets / _knownPackets)
            : (int)(_sentPackets * frame.TotalSeconds * (cjk ? CjkCharsPerSecond : LatinCharsPerSecond));
        if (chars >= sentence.Length)
            return sentence;
        if (cjk)
            return sentence[..(chars > 0 && char.IsHighSurrogate(sentence[chars - 1]) ? chars - 1 : chars)]; // Half a character is none.
        var word = sentence.LastIndexOf(' ', Math.Max(0, chars));
        return word <= 0 ? "" : sentence[..word];
    }

    private void Append(string text)
    {
        if (text.Length == 0)
            return;
        if (_played.Length > 0 && char.IsAscii(text[0]))
            _played.Append(' ');
        _played.Append(text);
    }
}
