using System.Buffers.Binary;
using System.Globalization;
using System.Security;
using System.Text;

namespace VoiceBus.Providers.Edge;

/// <summary>
/// The service's messages: lines of <c>Name:value</c>, an empty one, and a body; binary ones have the length of their lines before them.
/// </summary>
internal static class EdgeProtocol
{
    private const double UsualPitch = 200;

    /// <summary>What the service takes of a text at once, in bytes.</summary>
    public const int LongestText = 4096;

    private static readonly byte[] _bodyMark = "\r\n\r\n"u8.ToArray();

    /// <summary>The first message: how sound is to be coded.</summary>
    public static byte[] Config(string timestamp) => Encoding.UTF8.GetBytes(
        $"X-Timestamp:{timestamp}\r\nContent-Type:application/json; charset=utf-8\r\nPath:speech.config\r\n\r\n"
        + """{"context":{"synthesis":{"audio":{"metadataoptions":{"sentenceBoundaryEnabled":"false","wordBoundaryEnabled":"false"},"outputFormat":"audio-24khz-48kbitrate-mono-mp3"}}}}"""
        + "\r\n");

    /// <summary>A text to speak.</summary>
    public static byte[] Speak(string id, string timestamp, string voice, string escapedText, SynthesisRequest request) => Encoding.UTF8.GetBytes(
        $"X-RequestId:{id}\r\nContent-Type:application/ssml+xml\r\nX-Timestamp:{timestamp}Z\r\nPath:ssml\r\n\r\n"
        + "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"
        + $"<voice name='{SecurityElement.Escape(EdgeVoices.LongName(voice))}'>"
        + $"<prosody pitch='{Change(request.Pitch, UsualPitch)}Hz' rate='{Change(request.Speed, 100)}%' volume='{Change(request.Volume, 100)}%'>"
        + $"{escapedText}</prosody></voice></speak>");

    /// <summary>Cuts a text into pieces the service takes, escaped; at a space where there is one.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        var piece = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var escaped = Escape(rune);
            var length = Encoding.UTF8.GetByteCount(escaped);
            if (bytes + length > LongestText)
            {
                var cut = LastSpace(piece);
                yield return piece.ToString(0, cut);
                piece.Remove(0, cut);
                bytes = Encoding.UTF8.GetByteCount(piece.ToString());
            }

            piece.Append(escaped);
            bytes += length;
        }

        if (piece.Length > 0)
            yield return piece.ToString();
    }

    /// <summary>The value of a header, or null.</summary>
    public static string? Header(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        for (var rest = headers; !rest.IsEmpty;)
        {
            var end = rest.IndexOf("\r\n"u8);
            var line = end < 0 ? rest : rest[..end];
            if (line.Length > name.Length && line.StartsWith(name) && line[name.Length] == (byte)':')
                return Encoding.UTF8.GetString(line[(name.Length + 1)..]).Trim();
            rest = end < 0 ? [] : rest[(end + 2)..];
        }

        return null;
    }

    /// <summary>The lines of a text message.</summary>
    public static ReadOnlyMemory<byte> HeadersOf(ReadOnlyMemory<byte> text) =>
        text.Span.IndexOf(_bodyMark) is >= 0 and var end ? text[..end] : text;

    /// <summary>Takes a binary message apart.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TrySplit(ReadOnlyMemory<byte> message, out ReadOnlyMemory<byte> headers, out ReadOnlyMemory<byte> sound)
    {
        (headers, sound) = (default, default);
        if (message.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(message.Span) is var length && message.Length < 2 + length)
            return false;
        headers = message.Slice(2, length);
        sound = message[(2 + length)..];
        return true;
    }

    private static string Change(double? factor, double whole) => ((factor ?? 1) - 1) * whole is var change && Math.Round(change) is var rounded && rounded < 0
        ? rounded.ToString(CultureInfo.InvariantCulture)
        : $"+{Math.Round(change).ToString(CultureInfo.InvariantCulture)}";

    private static string Escape(Rune rune) => rune.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        // The service refuses them; so does XML.
        < ' ' and not ('\t' or '\n' or '\r') or 0xFFFE or 0xFFFF => " ",
        _ => rune.ToString(),
    };

    private static int LastSpace(StringBuilder piece)
    {
        for (var i = piece.Length - 1; i > piece.Length / 2; i--)
            if (piece[i] is ' ' or '，' or '。' or ',')
                return i + 1;
        return piece.Length;
    }
}
