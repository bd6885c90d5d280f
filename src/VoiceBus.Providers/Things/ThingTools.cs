using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.Things;

/// <summary>
/// The things of a device with firmware 1.6 or older as tools: <c>iot_{thing}_{method}</c> sends a command,
/// <c>iot_get_states</c> tells what the device reported last. Such devices answer no command. Thread-safe.
/// </summary>
internal sealed class ThingTools(IDevice device)
{
    private const string Prefix = "iot.";
    private const int MaxThings = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Thing> _things = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _states = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<AIFunction> _tools = [];

    /// <summary>The tools known now.</summary>
    public IReadOnlyList<AIFunction> Tools => _tools;

    /// <summary>Takes descriptors or states.</summary>
    /// <returns>What is wrong with the message, or null.</returns>
    public string? Receive(JsonElement message)
    {
        var descriptors = Items(message, "descriptors");
        var states = Items(message, "states");
        if (descriptors.Length + states.Length == 0)
            return "an iot message without descriptors or states";
        lock (_gate)
        {
            foreach (var thing in descriptors.Select(Thing.Read).OfType<Thing>())
            {
                if (_things.Count < MaxThings || _things.ContainsKey(thing.Name))
                    _things[thing.Name] = thing;
            }

            foreach (var item in states)
                Remember(item);
            if (descriptors.Length > 0)
                _tools = Build();
        }

        return null;
    }

    private void Remember(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && item.TryGetProperty("state", out var state) && (_states.Count < MaxThings || _states.ContainsKey(name.GetString()!)))
        {
            _states[name.GetString()!] = state.Clone();
        }
    }

    private IReadOnlyList<AIFunction> Build()
    {
        var methods = _things.Values.SelectMany(static thing => thing.Methods, static (thing, method) => (Thing: thing, Method: method)).ToArray();
        var names = ToolNames.Map(methods.Select(static entry => Key(entry.Thing, entry.Method)));
        IEnumerable<AIFunction> commands = methods.Select(entry => new DeviceFunction(
            names[Key(entry.Thing, entry.Method)],
            $"{entry.Thing.Description}: {entry.Method.Description}",
            entry.Method.Schema,
            (arguments, token) => Command(entry.Thing, entry.Method, arguments, token)));
        var states = AIFunctionFactory.Create(States, "iot_get_states", "The present state of everything this device has, such as its volume.");
        return [.. commands, states];
    }

    private ValueTask<string> Command(Thing thing, ThingMethod method, JsonElement arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        device.Send(new DeviceMessage.ThingCommand(thing.Name, method.Name, arguments));
        return new ValueTask<string>("ok: sent to the device");
    }

    private string States()
    {
        lock (_gate)
            return JsonSerializer.Serialize(_states);
    }

    private static string Key(Thing thing, ThingMethod method) => $"{Prefix}{thing.Name}.{method.Name}";

    private static JsonElement[] Items(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()] : [];
}
