using System.Globalization;
using System.Text.Json;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>
/// The fields of one server in the file, in the spellings of Claude, Cursor, Cline, VS Code, Continue, Gemini CLI, opencode, Zed and the
/// servers of xinnan and hackers365. Every error names its field. Not thread-safe.
/// </summary>
/// <param name="name">The server's name.</param>
/// <param name="entry">Its object.</param>
/// <param name="environment">Where <c>${NAME}</c> is looked up.</param>
internal sealed class ToolServerFields(string name, JsonElement entry, Func<string, string?> environment)
{
    private const int MaxName = 64;
    private const int MaxInstances = 16;

    // What names of built-in tools and of a device's own begin with.
    private static readonly string[] _reserved = ["self", "iot", "built-in"];

    private readonly ToolServerEntry _entry = new(entry.ValueKind == JsonValueKind.Object ? entry : throw new FormatException($"mcpServers.{name} must be an object"));

    /// <summary>Whether the server is switched off.</summary>
    /// <exception cref="FormatException">The switch is no switch.</exception>
    public bool IsOff => Flag("disabled") ?? !(Flag("enabled", "isactive", "active") ?? true);

    /// <summary>The server.</summary>
    /// <exception cref="FormatException">A field is wrong.</exception>
    public ToolServerSettings Read()
    {
        CheckName();
        var transport = Transport();
        var (command, arguments) = Program();
        var (url, isSse) = Address();
        // Who fills in every field says by the transport which of them counts.
        if (transport == "stdio" && command is not null)
            url = null;
        else if (transport is not (null or "stdio") && url is not null)
            command = null;
        if ((command is null) == (url is null))
            throw Wrong(null, "must have either a command (a program on this machine) or a url");
        return new ToolServerSettings
        {
            Name = name,
            Command = command,
            Arguments = command is null ? [] : arguments,
            Environment = Map('=', "env", "environment", "envs"),
            WorkingDirectory = Text("cwd", "workingdirectory", "workdir"),
            Url = url,
            Headers = Headers(),
            IsSse = url is not null && (transport == "sse" || (transport is null && isSse)),
            Instances = Whole("instances") ?? 1,
        };
    }

    private void CheckName()
    {
        if (name.Length is 0 or > MaxName || !name.Any(static letter => char.IsLetterOrDigit(letter) || !char.IsAscii(letter)))
            throw Wrong(null, $"must have a name with a letter or digit, {MaxName} characters at most");
        if (_reserved.Contains(ServerToolNames.Prefix(name), StringComparer.OrdinalIgnoreCase))
            throw Wrong(null, "must have another name: this one is the device's or the program's own");
    }

    // "transport" may be the word itself, or an object with the word and the rest in it.
    private string? Transport()
    {
        var found = _entry.Find("transporttype", "type");
        if (_entry.Find("transport") is { Value.ValueKind: JsonValueKind.String } word)
            found = word;
        if (found is not { } given)
            return null;
        var letters = new string([.. Resolved(given).Where(char.IsAsciiLetter)]).ToUpperInvariant();
        return letters switch
        {
            "STDIO" or "LOCAL" or "COMMAND" or "PROCESS" => "stdio",
            "" or "REMOTE" or "AUTO" or "CUSTOM" or "EXTENSION" => null,
            _ when letters.EndsWith("SSE", StringComparison.Ordinal) => "sse",
            _ when letters.Contains("HTTP", StringComparison.Ordinal) || letters.StartsWith("STREAM", StringComparison.Ordinal) => "http",
            _ => throw Wrong("type", "must be http, sse or stdio"),
        };
    }

    private (string? Command, IReadOnlyList<string> Arguments) Program()
    {
        var arguments = List("args", "arguments");
        if (_entry.Find("command", "cmd") is not { } found)
            return (null, arguments);
        if (found.Value.ValueKind == JsonValueKind.Array && List("command", "cmd") is [var first, .. var rest])
            return (first, [.. rest, .. arguments]);
        if (found.Value.ValueKind == JsonValueKind.Object)
        {
            var inside = new ToolServerFields(name, found.Value, environment);
            return (inside.Text("path", "command") ?? throw Wrong(found.Name, "must be a text"), [.. inside.List("args"), .. arguments]);
        }

        var command = Text("command", "cmd");
        // "npx -y something" is written in one often enough; a program's path may hold blanks all the same.
        return arguments.Length == 0 && command?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var program, .. { Length: > 0 } words] && !File.Exists(command)
            ? (program, words) : (command, arguments);
    }

    private (Uri? Url, bool IsSse) Address()
    {
        var found = _entry.Find("url", "serverurl", "httpurl", "streamablehttpurl", "baseurl", "sseurl", "endpoint", "uri");
        if (found is not { } given || Resolved(given) is not { Length: > 0 } url)
            return (null, false);
        return Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? (address, given.Name.StartsWith("sse", StringComparison.OrdinalIgnoreCase))
            : throw Wrong(given.Name, "must be an http or https address");
    }

    private Dictionary<string, string> Headers()
    {
        var headers = Map(':', "headers", "httpheaders");
        if (Text("authorizationtoken", "bearertoken", "authtoken", "apikey", "token") is { } token && !headers.Keys.Contains("Authorization", StringComparer.OrdinalIgnoreCase))
            headers["Authorization"] = token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? token : $"Bearer {token}";
        return headers;
    }

    private bool? Flag(params ReadOnlySpan<string> names) => _entry.Find(names) switch
    {
        null => null,
        { Value.ValueKind: JsonValueKind.True } => true,
        { Value.ValueKind: JsonValueKind.False } => false,
        { Name: var field } => throw Wrong(field, "must be true or false"),
    };

    private int? Whole(string field) => _entry.Find(field) switch
    {
        null => null,
        { Value: { ValueKind: JsonValueKind.Number } number } when number.TryGetInt32(out var whole) && whole is >= 1 and <= MaxInstances => whole,
        { Name: var written } => throw Wrong(written, $"must be a whole number, 1 to {MaxInstances}"),
    };

    // An empty text is how forms write that there is none.
    private string? Text(params ReadOnlySpan<string> names) =>
        _entry.Find(names) is { } found && Resolved(found) is { Length: > 0 } text ? text : null;

    private string Resolved((string Name, JsonElement Value) found) => found.Value.ValueKind == JsonValueKind.String
        ? Resolve(found.Name, found.Value.GetString()!) : throw Wrong(found.Name, "must be a text");

    private string[] List(params ReadOnlySpan<string> names) => _entry.Find(names) switch
    {
        null => [],
        { Value: { ValueKind: JsonValueKind.Array } list, Name: var field } =>
            [.. list.EnumerateArray().Select((item, i) => Scalar($"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", item))],
        { Name: var field } => throw Wrong(field, "must be a list of texts"),
    };

    private Dictionary<string, string> Map(char separator, params ReadOnlySpan<string> names)
    {
        if (_entry.Find(names) is not { } found)
            return [];
        return found.Value.ValueKind switch
        {
            JsonValueKind.Object => found.Value.EnumerateObject().Where(static item => item.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(static item => item.Name, item => Scalar($"{found.Name}.{item.Name}", item.Value)),
            // ["NAME=value"], as Docker writes it.
            JsonValueKind.Array => List(names).Select(line => line.Split(separator, 2)).Where(static pair => pair.Length == 2)
                .ToDictionary(static pair => pair[0].Trim(), static pair => pair[1].Trim()),
            _ => throw Wrong(found.Name, "must be an object of texts"),
        };
    }

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

    private FormatException Wrong(string? field, string what, string separator = " ") =>
        new($"mcpServers.{name}{(field is null ? "" : $".{field}")}{separator}{what}");
}
