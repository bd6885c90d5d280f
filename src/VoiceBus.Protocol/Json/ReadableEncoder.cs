using System.Text.Encodings.Web;

namespace VoiceBus.Protocol;

/// <summary>
/// Escapes only what JSON demands. The library's relaxed encoder still escapes everything beyond the basic plane,
/// which would make each emoji 12 bytes of ASCII that small firmware parsers have to put together again.
/// </summary>
internal sealed unsafe class ReadableEncoder : JavaScriptEncoder
{
    private const int Longest = 6; // \u00XX

    public static ReadableEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => Longest;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is '"' or '\\' or < ' ' or 0x7f or 0x2028 or 0x2029;

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]) || IsLoneSurrogate(text, i, textLength))
                return i;
            if (char.IsHighSurrogate(text[i]))
                i++;
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    private static bool IsLoneSurrogate(char* text, int i, int length) =>
        char.IsSurrogate(text[i])
        && !(char.IsHighSurrogate(text[i]) && i + 1 < length && char.IsLowSurrogate(text[i + 1]));
}
