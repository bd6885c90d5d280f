using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace VoiceBus.Providers.Json;

/// <summary>
/// Makes JSON of what is nearly so: <c>NaN</c> and <c>None</c> where a value should be, control characters and unknown escapes in texts,
/// halves of surrogate pairs. What is JSON already stays as it is. Pure.
/// </summary>
internal static class JsonMender
{
    // As Python and JavaScript write what JSON has no word for.
    private static readonly (byte[] Written, byte[] Meant)[] _words =
    [
        ("-Infinity"u8.ToArray(), "null"u8.ToArray()), ("Infinity"u8.ToArray(), "null"u8.ToArray()), ("NaN"u8.ToArray(), "null"u8.ToArray()),
        ("nan"u8.ToArray(), "null"u8.ToArray()), ("None"u8.ToArray(), "null"u8.ToArray()), ("undefined"u8.ToArray(), "null"u8.ToArray()),
        ("True"u8.ToArray(), "true"u8.ToArray()), ("False"u8.ToArray(), "false"u8.ToArray()),
    ];

    /// <summary>The text with everything mended that can be.</summary>
    public static byte[] Mend(ReadOnlySpan<byte> json)
    {
        var mended = new ArrayBufferWriter<byte>(json.Length + 16);
        var inText = false;
        while (json.Length > 0)
        {
            var used = inText ? MendInText(json, mended) : MendOutside(json, mended);
            if (json[0] == (byte)'"')
                inText = !inText;
            json = json[used..];
        }

        return mended.WrittenSpan.ToArray();
    }

    /// <summary>A value as JSON text that everybody can read.</summary>
    public static string Text(JsonElement value) => Encoding.UTF8.GetString(Mend(JsonMarshal.GetRawUtf8Value(value)));

    /// <summary>The characters of the inside of a JSON text; halves of surrogate pairs stay halves.</summary>
    public static string Unescape(ReadOnlySpan<byte> inside)
    {
        var plain = new StringBuilder(inside.Length);
        var text = Encoding.UTF8.GetString(inside);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                plain.Append(text[at]);
                continue;
            }

            at++;
            if (text[at] == 'u' && Hex(text.AsSpan(at + 1)) is { } unit)
            {
                plain.Append((char)unit);
                at += 4;
            }
            else
            {
                plain.Append(text[at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        return plain.ToString();
    }

    private static int MendOutside(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> mended)
    {
        foreach (var (written, meant) in _words)
        {
            if (!rest.StartsWith(written))
                continue;
            mended.Write(meant);
            return written.Length;
        }

        mended.Write(rest[..1]);
        return 1;
    }

    private static int MendInText(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> mended)
    {
        if (rest[0] < 0x20)
        {
            mended.Write(Encoding.ASCII.GetBytes($"\\u{rest[0]:x4}"));
            return 1;
        }

        if (rest[0] != (byte)'\\')
        {
            mended.Write(rest[..1]);
            return 1;
        }

        if (rest.Length > 1 && rest[1] == (byte)'u' && Unit(rest) is { } unit)
            return MendUnit(unit, rest, mended);
        if (rest.Length > 1 && "\"\\/bfnrt"u8.Contains(rest[1]))
        {
            mended.Write(rest[..2]);
            return 2;
        }

        // No escape that JSON has: the character behind it was meant.
        return 1;
    }

    private static int MendUnit(int unit, ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> mended)
    {
        var isPair = char.IsHighSurrogate((char)unit) && rest.Length >= 12 && Unit(rest[6..]) is { } low && char.IsLowSurrogate((char)low);
        if (!isPair && char.IsSurrogate((char)unit))
        {
            mended.Write("\\ufffd"u8);
            return 6;
        }

        var length = isPair ? 12 : 6;
        mended.Write(rest[..length]);
        return length;
    }

    private static int? Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && escape[0] == (byte)'\\' && escape[1] == (byte)'u' ? Hex(Encoding.Latin1.GetString(escape[2..6])) : null;

    private static int? Hex(ReadOnlySpan<char> digits) =>
        digits.Length >= 4 && int.TryParse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : null;
}
