using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Providers.Mcp;

namespace VoiceBus.Providers.Iot;

/// <summary>
/// The things of a device with firmware 1.6 or older as tools: <c>iot_{thing}_{method}</c> sends a command,
/// <c>iot_get_states</c> tells what the device reported last. Such devices answer no command. Thread-safe.
/// </summary>
internal sealed class IotTools(IDevice device)
{
    private const string Prefix = "iot.";
    private const int MaxThings = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Kept<IotDevice>> _things = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Kept<JsonElement>> _states = new(StringComparer.Ordinal);
    private long _bytes;
    private volatile IReadOnlyList<AIFunction> _tools = [];

    /// <summary>The tools known now.</summary>
    public IReadOnlyList<AIFunction> Tools => _tools;

    /// <summary>Takes descriptors or states.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="maxBytes">Bytes of all descriptions and states that are kept.</param>
    /// <param name="leftOut">How many of the message's were left out because there are too many or they are too large.</param>
    /// <returns>What is wrong with the message, or null.</returns>
    public string? Receive(JsonElement message, int maxBytes, out int leftOut)
    {
        leftOut = 0;
        var descriptors = Items(message, "descriptors");
        var states = Items(message, "states");
        if (descriptors.Length + states.Length == 0)
            return "an iot message without descriptors or states";
        lock (_gate)
        {
            foreach (var descriptor in descriptors)
                leftOut += IotDevice.Read(descriptor) is not { } thing || TryKeep(_things, thing.Name, thing, SizeOf(descriptor), maxBytes) ? 0 : 1;
            foreach (var item in states)
                leftOut += NameOf(item) is not { } name || !item.TryGetProperty("state", out var state)
                    || TryKeep(_states, name, state.Clone(), SizeOf(item), maxBytes) ? 0 : 1;
            if (descriptors.Length > 0)
                _tools = Build();
        }

        return null;
    }

    private bool TryKeep<T>(Dictionary<string, Kept<T>> among, string name, T value, int bytes, int maxBytes)
    {
        var isKnown = among.TryGetValue(name, out var before);
        var after = _bytes + bytes - before.Bytes;
        if (after > maxBytes || (!isKnown && among.Count >= MaxThings))
            return false;
        (_bytes, among[name]) = (after, new Kept<T>(value, bytes));
        return true;
    }

    private static int SizeOf(JsonElement item) => JsonMarshal.GetRawUtf8Value(item).Length;

    private static string? NameOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private IReadOnlyList<AIFunction> Build()
    {
        var methods = _things.Values.SelectMany(static kept => kept.Value.Methods, static (kept, method) => (IotDevice: kept.Value, Method: method)).ToArray();
        var names = ToolNames.Map(methods.Select(static entry => Key(entry.IotDevice, entry.Method)));
        IEnumerable<AIFunction> commands = methods.Select(entry => new DeviceFunction(
            names[Key(entry.IotDevice, entry.Method)],
            $"{entry.IotDevice.Description}: {entry.Method.Description}",
            entry.Method.Schema,
            (arguments, token) => Command(entry.IotDevice, entry.Method, arguments, token)));
        var states = AIFunctionFactory.Create(States, "iot_get_states", "The present state of everything this device has, such as its volume.");
        return [.. commands, states];
    }

    private ValueTask<string> Command(IotDevice thing, IotMethod method, JsonElement arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        device.Send(new DeviceMessage.ThingCommand(thing.Name, method.Name, arguments));
        return new ValueTask<string>("ok: sent to the device");
    }

    private string States()
    {
        lock (_gate)
            return JsonSerializer.Serialize(_states.ToDictionary(static state => state.Key, static state => state.Value.Value));
    }

    private static string Key(IotDevice thing, IotMethod method) => $"{Prefix}{thing.Name}.{method.Name}";

    private static JsonElement[] Items(JsonElement message, string name) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? [.. items.EnumerateArray()] : [];

    private readonly record struct Kept<T>(T Value, int Bytes);
}
