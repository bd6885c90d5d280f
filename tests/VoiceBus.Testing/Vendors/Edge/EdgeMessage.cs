using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Edge;

/// <summary>A sentence to speak.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Voice">The voice's name as it was sent.</param>
/// <param name="Text">The text, unescaped.</param>
/// <param name="Pitch">Such as <c>+0Hz</c>.</param>
/// <param name="Rate">Such as <c>+0%</c>.</param>
/// <param name="Volume">Such as <c>+0%</c>.</param>
public sealed record EdgeSentence(string Id, string Voice, string Text, string Pitch, string Rate, string Volume);

/// <summary>Reads what clients send, as strictly as the service.</summary>
internal static partial class EdgeMessage
{
    private const int LongestText = 4096;
    private static readonly XNamespace _speech = "http://www.w3.org/2001/10/synthesis";

    public static (Dictionary<string, string> Lines, string Body) Read(StandInMessage message)
    {
        if (!message.IsText || message.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is not (> 0 and var end))
            throw Refuse("a message is lines of text, an empty one, and a body");
        var lines = message.Text[..end].Split("\r\n").Select(static line => line.Split(':', 2)).ToArray();
        if (lines.Any(static line => line.Length != 2))
            throw Refuse("a line is Name:value");
        var unknown = lines.FirstOrDefault(static line => line[0] is not ("X-Timestamp" or "X-RequestId" or "Content-Type" or "Path"));
        return unknown is null
            ? (lines.ToDictionary(static line => line[0], static line => line[1]), message.Text[(end + 4)..])
            : throw Refuse($"there is no {unknown[0]}");
    }

    /// <summary>Whether marks of sentences or words are wanted.</summary>
    public static bool ReadConfig(string body)
    {
        try
        {
            var root = new Members(JsonElement.Parse(body));
            var context = new Members(root.Structure("context"));
            var synthesis = new Members(context.Structure("synthesis"));
            var audio = new Members(synthesis.Structure("audio"));
            var options = new Members(audio.Structure("metadataoptions"));
            var marks = new[] { options.Text("sentenceBoundaryEnabled"), options.Text("wordBoundaryEnabled") };
            if (audio.Text("outputFormat") is not ("audio-24khz-48kbitrate-mono-mp3" or "audio-24khz-96kbitrate-mono-mp3" or "webm-24khz-16bit-mono-opus"))
                throw Refuse("Unsupported output format");
            foreach (var members in new[] { root, context, synthesis, audio, options })
                members.NoMore();
            return marks.Contains("true");
        }
        catch (JsonException)
        {
            throw Refuse("speech.config is no JSON");
        }
    }

    public static EdgeSentence ReadSentence(Dictionary<string, string> lines, string body)
    {
        if (lines.GetValueOrDefault("Path") != "ssml" || lines.GetValueOrDefault("Content-Type") != "application/ssml+xml")
            throw Refuse("neither speech.config nor ssml");
        if (lines.GetValueOrDefault("X-RequestId") is not { Length: 32 } id || !id.All(char.IsAsciiHexDigit))
            throw Refuse("X-RequestId must be 32 hexadecimal digits");
        try
        {
            var speak = XElement.Parse(body, LoadOptions.PreserveWhitespace);
            var voice = speak.Name == _speech + "speak" ? speak.Element(_speech + "voice") : null;
            var prosody = voice?.Element(_speech + "prosody") ?? throw Refuse("speak, voice and prosody are wanted");
            if (System.Text.Encoding.UTF8.GetByteCount(string.Concat(prosody.Nodes())) > LongestText)
                throw Refuse("the text is too long");
            return new EdgeSentence(
                id,
                Attribute(voice, "name", VoiceForm()),
                prosody.Value,
                Attribute(prosody, "pitch", PitchForm()),
                Attribute(prosody, "rate", PercentForm()),
                Attribute(prosody, "volume", PercentForm()));
        }
        catch (XmlException)
        {
            throw Refuse("Invalid SSML");
        }
    }

    private static string Attribute(XElement element, string name, Regex form) =>
        element.Attribute(name)?.Value is { } value && form.IsMatch(value) ? value : throw Refuse($"{name} of {element.Name.LocalName}");

    private static VendorRefusalException Refuse(string why) => new(1007, "invalid", why);

    [GeneratedRegex(@"^(Microsoft Server Speech Text to Speech Voice \([a-z]{2,3}-[A-Za-z-]+, [A-Za-z]+\)|[a-z]{2,3}-[A-Za-z-]+-[A-Za-z]+Neural)$")]
    private static partial Regex VoiceForm();

    // npm's client has no sign before a zero.
    [GeneratedRegex(@"^([+-]\d+|0)Hz$")]
    private static partial Regex PitchForm();

    [GeneratedRegex(@"^([+-]\d+%|[\d.]+|default)$")]
    private static partial Regex PercentForm();
}
