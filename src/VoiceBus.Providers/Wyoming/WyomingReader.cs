using System.Buffers;
using System.Text.Json;

namespace VoiceBus.Providers.Wyoming;

/// <summary>Takes events off a stream of bytes: a line of JSON, more JSON, a payload; the lengths stand in the line.</summary>
internal static class WyomingReader
{
    // A service sends a sentence as a whole at most; 10 MB are minutes of speech.
    private const int MaxPayload = 10 * 1024 * 1024;
    private const int MaxText = 1024 * 1024;

    // The same few come again and again.
    private static readonly string[] _types =
        ["audio-chunk", "audio-start", "audio-stop", "transcript", "transcript-start", "transcript-chunk", "transcript-stop", "error", "info"];

    /// <summary>Takes the first event, if it is there as a whole; the bytes then begin after it.</summary>
    /// <exception cref="FormatException">They are no events; the message says what is wrong.</exception>
    /// <exception cref="JsonException">They are no events.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out WyomingEvent read)
    {
        read = default;
        if (bytes.PositionOf((byte)'\n') is not { } lineEnd)
            return bytes.Length <= MaxText ? false : throw new FormatException("a line without an end");
        var header = default(Header);
        Parse(bytes.Slice(0, lineEnd), ref header);
        if (header.Type is not { } type)
            throw new FormatException("an event without a type");
        if (header.DataLength is < 0 or > MaxText || header.PayloadLength is < 0 or > MaxPayload)
            throw new FormatException($"an event of {header.DataLength} and {header.PayloadLength} bytes");
        var rest = bytes.Slice(bytes.GetPosition(1, lineEnd));
        if (rest.Length < header.DataLength + header.PayloadLength)
            return false;
        if (header.DataLength > 0)
            ParseData(rest.Slice(0, header.DataLength), ref header);
        read = new WyomingEvent(type, header.Data, rest.Slice(header.DataLength, header.PayloadLength));
        bytes = rest.Slice(header.DataLength + header.PayloadLength);
        return true;
    }

    private static void Parse(ReadOnlySequence<byte> line, ref Header header)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new FormatException("a line that is no JSON object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8))
                header.Type = TypeOf(ref json);
            else if (json.ValueTextEquals("data_length"u8))
                header.DataLength = Number(ref json);
            else if (json.ValueTextEquals("payload_length"u8))
                header.PayloadLength = Number(ref json);
            else if (json.ValueTextEquals("data"u8))
                Members(ref json, ref header);
            else
                Skip(ref json);
        }
    }

    private static void ParseData(ReadOnlySequence<byte> data, ref Header header)
    {
        var json = new Utf8JsonReader(data);
        Members(ref json, ref header);
    }

    private static void Members(ref Utf8JsonReader json, ref Header header)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("text"u8))
                header.Data = header.Data with { Text = Text(ref json) };
            else if (json.ValueTextEquals("code"u8))
                header.Data = header.Data with { Code = Text(ref json) };
            else if (json.ValueTextEquals("rate"u8))
                header.Data = header.Data with { Rate = Number(ref json) };
            else if (json.ValueTextEquals("width"u8))
                header.Data = header.Data with { Width = Number(ref json) };
            else if (json.ValueTextEquals("channels"u8))
                header.Data = header.Data with { Channels = Number(ref json) };
            else
                Skip(ref json);
        }
    }

    private static string? TypeOf(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
            throw new FormatException("an event whose type is no text");
        foreach (var type in _types)
            if (json.ValueTextEquals(type))
                return type;
        return json.GetString();
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return json.GetString();
        json.Skip();
        return null;
    }

    private static int Number(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number))
            return number;
        json.Skip();
        return 0;
    }

    private static void Skip(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    private record struct Header(string? Type, int DataLength, int PayloadLength, WyomingData Data);
}
