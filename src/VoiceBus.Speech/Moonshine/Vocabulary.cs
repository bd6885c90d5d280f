using System.Text;
using System.Text.RegularExpressions;
using VoiceBus.Speech.Models;

namespace VoiceBus.Speech.Moonshine;

/// <summary>
/// Token ids to text. The pieces lie in llama-tokenizer.js as one long base64 literal: 32 000 lines, the id is the line;
/// U+2581 stands for a space and &lt;0xNN&gt; for a raw byte (speech.md 1b). Immutable.
/// </summary>
internal sealed partial class Vocabulary
{
    private const int Pieces = 32_000;
    private const int FirstPiece = 3;

    private readonly byte[][] _pieces;

    private Vocabulary(byte[][] pieces) => _pieces = pieces;

    /// <summary>Reads the vocabulary.</summary>
    /// <exception cref="ProviderException">Unavailable: the file holds no such vocabulary.</exception>
    public static Vocabulary Load(string file)
    {
        var literal = Literal().Match(File.ReadAllText(file));
        if (!literal.Success)
            throw Broken(file, null);
        try
        {
            var pieces = Encoding.UTF8.GetString(Convert.FromBase64String(literal.Groups[1].Value)).Split('\n');
            return pieces.Length >= Pieces ? new Vocabulary([.. pieces.Take(Pieces).Select(Bytes)]) : throw Broken(file, null);
        }
        catch (FormatException e)
        {
            throw Broken(file, e);
        }
    }

    /// <summary>The text of the tokens, without outer spaces; special tokens say nothing.</summary>
    public string Decode(IReadOnlyList<int> tokens)
    {
        using var bytes = new MemoryStream();
        foreach (var token in tokens)
        {
            if (token is >= FirstPiece and < Pieces)
                bytes.Write(_pieces[token]);
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).Trim();
    }

    private static byte[] Bytes(string piece) => RawByte().Match(piece) is { Success: true } raw
        ? [Convert.ToByte(raw.Groups[1].Value, 16)]
        : Encoding.UTF8.GetBytes(piece.Replace('\u2581', ' '));

    private static ProviderException Broken(string file, Exception? inner) => ModelFolder.Unavailable(
        MoonshineModel.Provider, $"{Path.GetFileName(file)} holds no vocabulary: delete it and run ./voicebus setup", inner);

    [GeneratedRegex("[\"'`]([A-Za-z0-9+/=]{100000,})[\"'`]", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex("^<0x([0-9A-Fa-f]{2})>$", RegexOptions.CultureInvariant)]
    private static partial Regex RawByte();
}
