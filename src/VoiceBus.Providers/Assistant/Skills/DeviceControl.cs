using System.Text.Json;

namespace VoiceBus.Providers.Assistant.Skills;

/// <summary>Which tools set and tell a part of the device, with present firmware (MCP) and with firmware 1.6 (things).</summary>
/// <param name="Part">The part.</param>
/// <param name="Setters">Tools that set it, the better first.</param>
/// <param name="Argument">Their argument, and the field of the status.</param>
/// <param name="Sections">Where the status tells it.</param>
/// <param name="English">Its name.</param>
/// <param name="Chinese">Its name.</param>
internal sealed record DeviceControl(
    DevicePart Part, string[] Setters, string Argument, string[] Sections, string English, string Chinese)
{
    private static readonly DeviceControl[] _all =
    [
        new(DevicePart.Volume, ["self_audio_speaker_set_volume", "iot_Speaker_SetVolume"], "volume", ["audio_speaker", "Speaker"], "volume", "音量"),
        new(DevicePart.Brightness, ["self_screen_set_brightness", "iot_Screen_SetBrightness"], "brightness", ["screen", "Screen"], "brightness", "亮度"),
        new(DevicePart.Battery, [], "level", ["battery", "Battery"], "battery", "电量"),
        new(DevicePart.Network, [], "signal", ["network", "Network"], "network", "网络"),
    ];

    /// <summary>Tools that tell the status of the whole device, the better first.</summary>
    public static IReadOnlyList<string> Tellers { get; } = ["self_get_device_status", "iot_get_states"];

    /// <summary>The control of a part.</summary>
    public static DeviceControl Of(DevicePart part) => _all[(int)part];

    /// <summary>The control a tool sets, or null.</summary>
    public static DeviceControl? SetBy(string tool) => Array.Find(_all, control => control.Setters.Contains(tool));

    /// <summary>A field of the part's section of a status, or null.</summary>
    public JsonElement? Read(JsonElement? status, string field)
    {
        foreach (var section in Sections)
        {
            if (status is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(section, out var part)
                && part.ValueKind == JsonValueKind.Object && part.TryGetProperty(field, out var value))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The level a status tells, 0 to 100, or null.</summary>
    public int? Level(JsonElement? status) =>
        Read(status, Argument) is { ValueKind: JsonValueKind.Number } level && level.TryGetInt32(out var number) ? number : null;
}
