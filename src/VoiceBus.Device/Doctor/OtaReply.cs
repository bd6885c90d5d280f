using System.Text.Json;

namespace VoiceBus.Device.Doctor;

/// <summary>Looks at a provisioning answer as firmware does (protocol.md 6.2). Pure.</summary>
/// <param name="answer">The answer's body.</param>
internal sealed class OtaReply(JsonElement answer)
{
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>The socket's URL if a board could use it, else null.</summary>
    public Uri? Socket { get; } = SocketOf(answer);

    /// <summary>The token the board would send, or null for none.</summary>
    public string? Token { get; } =
        Text(Member(answer, "websocket"), "token") is { Length: > 0 } token ? token : null;

    /// <summary>The code the board would show and wait for, or null when it may connect.</summary>
    public string? Code { get; } = Text(Member(answer, "activation"), "code");

    /// <summary>Everything a board would stumble over.</summary>
    /// <param name="now">The clock of this machine.</param>
    public IEnumerable<Finding> Check(DateTimeOffset now) => [Mqtt(), Url(), Kept(), Firmware(), Clock(now), .. Activation()];

    private Finding Mqtt() => Member(answer, "mqtt") is null
        ? Finding.Good("transport", "WebSocket, as no mqtt object is in the answer")
        : Finding.Bad("transport", "the answer holds an mqtt object, so boards would not use the WebSocket", "Remove the mqtt section; another program may answer on this port.");

    private Finding Url()
    {
        var given = Text(Member(answer, "websocket"), "url");
        if (Socket is null)
            return Finding.Bad("address", $"websocket.url is '{given}'; boards need ws:// or wss:// with a host and a port", "Set VOICEBUS_PUBLIC_URL to the address boards reach, such as http://192.168.1.10:8000.");
        return Socket.IsLoopback
            ? Finding.Warn("address", $"{given} is this machine only; boards elsewhere cannot reach it", "Start with --urls http://0.0.0.0:8000 and set VOICEBUS_PUBLIC_URL to this machine's address in the network, then point boards there.")
            : Finding.Good("address", given!);
    }

    private Finding Kept()
    {
        var socket = Member(answer, "websocket");
        var complete = socket is { } fields && fields.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String
            && fields.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number;
        return complete
            ? Finding.Good("settings", "token and framing version are told, so boards forget old ones")
            : Finding.Bad("settings", "websocket.token or .version is missing; boards would keep those of another server", "Upgrade the server: this one does not speak the protocol in full.");
    }

    private Finding Firmware()
    {
        var firmware = Member(answer, "firmware");
        var version = Text(firmware, "version");
        var readable = version is not null && version.Split('.').All(static part => part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit));
        return readable && Text(firmware, "url") is not null
            ? Finding.Good("firmware", $"version {version}")
            : Finding.Bad("firmware", $"version '{version}' is not dotted integers, or the url is missing; boards crash on it", "Name firmware files board_1.2.3.bin.");
    }

    private Finding Clock(DateTimeOffset now)
    {
        if (Member(answer, "server_time") is not { } time || !time.TryGetProperty("timestamp", out var stamp)
            || stamp.ValueKind != JsonValueKind.Number || !stamp.TryGetInt64(out var told))
        {
            return Finding.Bad("clock", "server_time.timestamp is missing; boards would show no time", "Upgrade the server: this one does not speak the protocol in full.");
        }

        var off = now.ToUnixTimeMilliseconds() - told;
        var zone = time.TryGetProperty("timezone_offset", out var offset) && offset.ValueKind == JsonValueKind.Number ? offset.GetDouble() / 60 : 0;
        return Math.Abs(off) <= _clockTolerance.TotalMilliseconds
            ? Finding.Good("clock", $"right to {Math.Abs(off)} ms, UTC{zone:+0.##;-0.##;+0}")
            : Finding.Warn("clock", $"the server's clock and this machine's are {Math.Abs(off) / 1000} s apart", "Set the clocks by NTP: boards take the server's.");
    }

    private IEnumerable<Finding> Activation()
    {
        if (Code is { } code)
            yield return Finding.Warn("activation", $"a board like this one would show the code {code} and wait", "Type the code at the console, under Devices, or give doctor the device token: --token.");
    }

    private static Uri? SocketOf(JsonElement answer)
    {
        // The firmware takes the first colon after the host for the port's, so the port must be written out.
        var text = Text(Member(answer, "websocket"), "url");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"
            && text!.Contains($"{url.Host}:{url.Port}", StringComparison.OrdinalIgnoreCase) ? url : null;
    }

    private static JsonElement? Member(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement? from, string name) =>
        from is { } fields && fields.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
