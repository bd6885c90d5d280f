using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Memory;
using VoiceBus.Gateway.Provisioning;

namespace VoiceBus.Management.Api.Devices;

/// <summary>What an operator may change of a device, as a JSON merge patch. Immutable.</summary>
internal sealed class DeviceChange
{
    private const int MaxName = 100;
    private const int MaxPersona = 100;

    private readonly List<Func<DeviceRecord, DeviceRecord>> _edits = [];

    private DeviceChange()
    {
    }

    /// <summary>Reads a patch.</summary>
    /// <param name="patch">The body.</param>
    /// <param name="errors">Told each field that is wrong.</param>
    public static DeviceChange Read(JsonObject patch, Dictionary<string, string[]> errors)
    {
        var change = new DeviceChange();
        foreach (var (field, value) in patch)
        {
            var problem = field switch
            {
                "name" => change.Text(value, MaxName, static (device, name) => device with { Name = name ?? "" }),
                "persona" => change.Text(value, MaxPersona, static (device, persona) => device with { Persona = PersonaOf(persona) }),
                "enabled" => change.Flag(value, static (device, enabled) => device with { Enabled = enabled }),
                "listen_while_speaking" => change.Choice(value, static (device, listens) => device with { ListenWhileSpeaking = listens }),
                _ => "cannot be changed; name, persona, enabled and listen_while_speaking can",
            };
            if (problem is not null)
                errors[field] = [problem];
        }

        return change;
    }

    /// <summary>The device as it is to be.</summary>
    public DeviceRecord Apply(DeviceRecord device) => _edits.Aggregate(device, static (edited, edit) => edit(edited));

    private static string? PersonaOf(string? name) =>
        name?.ToLowerInvariant() is { } lower && lower != Persona.DefaultName ? lower : null;

    private string? Text(JsonNode? value, int max, Func<DeviceRecord, string?, DeviceRecord> edit)
    {
        string? text = null;
        if (value is not null && (value.GetValueKind() != JsonValueKind.String || (text = value.GetValue<string>().Trim()).Length > max))
            return $"must be a text of at most {max} characters, or null";
        text = string.IsNullOrEmpty(text) ? null : text;
        _edits.Add(device => edit(device, text));
        return null;
    }

    private string? Choice(JsonNode? value, Func<DeviceRecord, bool?, DeviceRecord> edit)
    {
        if (value is not null && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            return "must be true, false, or null to leave it to the device";
        var choice = value?.GetValue<bool>();
        _edits.Add(device => edit(device, choice));
        return null;
    }

    private string? Flag(JsonNode? value, Func<DeviceRecord, bool, DeviceRecord> edit)
    {
        if (value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            return "must be true or false";
        var flag = value.GetValue<bool>();
        _edits.Add(device => edit(device, flag));
        return null;
    }
}
