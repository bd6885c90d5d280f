using System.Text.Json;

namespace VoiceBus.Providers.ToolServers.Settings;

/// <summary>
/// Reads the format of <c>mcpServers</c> that other programs use too, and its relatives; members it does not know are theirs. Pure.
/// </summary>
internal static class ToolServerReader
{
    private static readonly JsonDocumentOptions _lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is not such a file at all.</exception>
    public static ToolServerList Read(string text, Func<string, string?> environment)
    {
        using var document = Parse(text);
        var listed = ToolServerEntries.Find(document.RootElement) ?? throw new FormatException("mcpServers must be an object of servers by their names");
        var (servers, disabled, problems) = (new List<ToolServerSettings>(), new List<string>(), new List<ToolServerProblem>());
        var prefixes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, entry) in listed)
        {
            try
            {
                var fields = new ToolServerFields(name, entry, environment);
                if (fields.IsOff)
                    disabled.Add(name);
                else
                    servers.Add(Unique(fields.Read(), prefixes));
            }
            catch (FormatException wrong)
            {
                problems.Add(new ToolServerProblem(name, wrong.Message));
            }
        }

        return new ToolServerList(servers, disabled, problems);
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, _lenient);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"line {wrong.LineNumber + 1} is no JSON: {wrong.Message}", wrong);
        }
    }

    // Tools are told apart by their server's name as models can read it.
    private static ToolServerSettings Unique(ToolServerSettings server, Dictionary<string, string> prefixes)
    {
        var prefix = ServerToolNames.Prefix(server.Name);
        if (!prefixes.TryAdd(prefix, server.Name))
            throw new FormatException($"mcpServers.{server.Name}: its tools would be called {prefix}__…, as those of '{prefixes[prefix]}'; give it another name");
        return server;
    }
}
