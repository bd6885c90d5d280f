using System.Globalization;
using System.Text.Json;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>The fields of one server in the file. Every error names its field. Not thread-safe.</summary>
/// <param name="name">The server's name.</param>
/// <param name="entry">Its object.</param>
/// <param name="environment">Where <c>${NAME}</c> is looked up.</param>
internal sealed class ToolServerFields(string name, JsonElement entry, Func<string, string?> environment)
{
    private const int MaxName = 64;
    private const int MaxInstances = 16;

    // What names of built-in tools and of a device's own begin with.
    private static readonly string[] _reserved = ["self", "iot", "built-in"];

    /// <summary>Whether the server is switched off.</summary>
    /// <exception cref="FormatException">The switch is no switch.</exception>
    public bool IsOff => Flag("disabled") ?? !(Flag("enabled") ?? true);

    /// <summary>The server.</summary>
    /// <exception cref="FormatException">A field is wrong.</exception>
    public ToolServerSettings Read()
    {
        CheckName();
        var (command, url) = (Text("command"), Text("url"));
        if ((command is null) == (url is null))
            throw Wrong(null, "must have either a command (a program on this machine) or a url");
        var transport = Text("transport") ?? Text("type");
        return new ToolServerSettings
        {
            Name = name,
            Command = command,
            Arguments = List("args"),
            Environment = Map("env"),
            WorkingDirectory = Text("cwd"),
            Url = url is null ? null : Address(url),
            Headers = Map("headers"),
            IsSse = url is not null && IsSse(transport),
            Instances = Whole("instances") ?? 1,
        };
    }

    private void CheckName()
    {
        if (name.Length is 0 or > MaxName || !name.Any(char.IsAsciiLetterOrDigit))
            throw Wrong(null, $"must have a name with a letter or digit, {MaxName} characters at most");
        if (_reserved.Contains(ServerToolNames.Prefix(name), StringComparer.OrdinalIgnoreCase))
            throw Wrong(null, "must have another name: this one is the device's or the program's own");
    }

    private bool IsSse(string? transport) => transport?.ToUpperInvariant() switch
    {
        null or "HTTP" or "STREAMABLEHTTP" or "STREAMABLE-HTTP" or "STREAMABLE_HTTP" => false,
        "SSE" => true,
        _ => throw Wrong("type", "must be http, sse or stdio"),
    };

    private Uri Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw Wrong("url", "must be an http or https address");

    private bool? Flag(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(field, "must be true or false"),
    };

    private int? Whole(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var whole) && whole is >= 1 and <= MaxInstances => whole,
        _ => throw Wrong(field, $"must be a whole number, 1 to {MaxInstances}"),
    };

    private string? Text(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } given => Resolve(field, given),
        _ => throw Wrong(field, "must be a text"),
    };

    private IReadOnlyList<string> List(string field) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Select((item, i) => Scalar($"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", item))],
        _ => throw Wrong(field, "must be a list of texts"),
    };

    private Dictionary<string, string> Map(string field) => Find(field) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } map =>
            map.EnumerateObject().ToDictionary(static item => item.Name, item => Scalar($"{field}.{item.Name}", item.Value)),
        _ => throw Wrong(field, "must be an object of texts"),
    };

    private string Scalar(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Resolve(field, value.GetString()!),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(field, "must be a text"),
    };

    private string Resolve(string field, string text)
    {
        try
        {
            return EnvironmentReferences.Resolve(text, environment);
        }
        catch (FormatException unset)
        {
            throw Wrong(field, unset.Message, separator: ": ");
        }
    }

    private JsonElement? Find(string field)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw Wrong(null, "must be an object");
        return entry.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private FormatException Wrong(string? field, string what, string separator = " ") =>
        new($"mcpServers.{name}{(field is null ? "" : $".{field}")}{separator}{what}");
}
