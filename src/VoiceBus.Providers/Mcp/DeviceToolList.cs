using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Gathers the pages of a device's <c>tools/list</c>; tools that are wrong or meant for people only are left out. Not
/// thread-safe.
/// </summary>
internal sealed class DeviceToolList(int maxTools)
{
    /// <summary>Bytes of names, descriptions and schemas: a model is given all of them in every turn.</summary>
    private const int MaxBytes = 256 * 1024;

    private readonly List<ToolEntry> _tools = [];
    private readonly List<(string Tool, string Reason)> _unusable = [];

    private int _bytes;

    /// <summary>Why tools were left out; null when none were.</summary>
    public string? LeftOut { get; private set; }

    /// <summary>Tools that cannot be offered because of what is said of them, and why.</summary>
    public IReadOnlyList<(string Tool, string Reason)> Unusable => _unusable;

    /// <summary>Adds a page.</summary>
    /// <returns>The cursor of the next page, or null.</returns>
    public string? Add(JsonNode? page)
    {
        var read = ListedTools.Read(page);
        _unusable.AddRange(read.LeftOut);
        foreach (var tool in read.Tools)
            Add(tool);
        return read.Next;
    }

    /// <summary>The tools as functions under names every model takes.</summary>
    /// <param name="call">Runs a tool by its name on the device.</param>
    public IReadOnlyList<AIFunction> Build(Func<string, JsonElement, CancellationToken, ValueTask<string>> call)
    {
        var names = ToolNames.Map(_tools.Select(static tool => tool.Name));
        return [.. from tool in _tools.DistinctBy(static tool => tool.Name)
                   select new DeviceFunction(
                       names[tool.Name], ToolNames.Rename(ToolNames.Describe(tool.Name, tool.Description), names), tool.Schema,
                       (arguments, token) => call(tool.Name, arguments, token))];
    }

    private void Add(ToolEntry tool)
    {
        var bytes = Encoding.UTF8.GetByteCount(tool.Name) + Encoding.UTF8.GetByteCount(tool.Description) + JsonMarshal.GetRawUtf8Value(tool.Schema).Length;
        LeftOut ??= _tools.Count >= maxTools ? $"more than {maxTools} tools"
            : _bytes + bytes > MaxBytes ? $"more than {MaxBytes} bytes of descriptions" : null;
        if (LeftOut is not null)
            return;
        _bytes += bytes;
        _tools.Add(tool);
    }
}
