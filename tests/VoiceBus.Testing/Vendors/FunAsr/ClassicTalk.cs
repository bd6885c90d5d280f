using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.FunAsr;

/// <summary>A connection of a server of <c>runtime/</c>.</summary>
internal sealed class ClassicTalk(FunAsrStandIn server, StandInSocket socket)
{
    private static readonly Dictionary<string, JsonValueKind[]> _members = new()
    {
        ["mode"] = [JsonValueKind.String],
        ["chunk_size"] = [JsonValueKind.Array],
        ["chunk_interval"] = [JsonValueKind.Number],
        ["wav_name"] = [JsonValueKind.String],
        ["wav_format"] = [JsonValueKind.String],
        ["audio_fs"] = [JsonValueKind.Number],
        ["is_speaking"] = [JsonValueKind.True, JsonValueKind.False],
        ["hotwords"] = [JsonValueKind.String],
        ["itn"] = [JsonValueKind.True, JsonValueKind.False],
        ["svs_lang"] = [JsonValueKind.String],
        ["svs_itn"] = [JsonValueKind.True, JsonValueKind.False],
        ["is_end"] = [JsonValueKind.True],
    };

    private readonly SegmentHearing _hearing = new();
    private string _mode = "2pass";
    private string _name = "wav-default-id";
    private bool _configured;
    private bool _hotwordsTaken;
    private bool _speaking;
    private bool _endOwed;
    private bool _deaf;
    private int _segment;
    private int _piece;

    public async Task RunAsync()
    {
        while (await socket.ReceiveAsync() is { } message)
        {
            if (message.IsText)
                await TextAsync(message.Text);
            else if (!_deaf)
                await AudioAsync(message.Bytes);
        }
    }

    private bool IsCpp => server.Kind is FunAsrServer.CppTwoPass or FunAsrServer.CppOffline;

    private string Segment => server.Segments[_segment % server.Segments.Count];

    private async Task TextAsync(string text)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            server.Complain($"no JSON: {text}");
            _deaf = IsCpp;
            if (!IsCpp)
                await socket.CloseAsync(1011);
            return;
        }

        Check(json);
        if (json.TryGetProperty("hotwords", out var hotwords))
            TakeHotwords(hotwords);
        if (json.TryGetProperty("svs_lang", out var language))
            server.Language = language.GetString();
        if (json.TryGetProperty("wav_name", out var name))
            _name = name.GetString()!;
        if (json.TryGetProperty("mode", out var mode))
            _mode = mode.GetString()!;
        _configured |= json.TryGetProperty("chunk_size", out var size) && size.GetArrayLength() == 3;
        _speaking = json.TryGetProperty("is_speaking", out var speaking) && speaking.ValueKind == JsonValueKind.True;
        if (!_speaking)
            await EndAsync(json.TryGetProperty("is_end", out _));
    }

    private void Check(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
            if (!_members.TryGetValue(member.Name, out var kinds) || !kinds.Contains(member.Value.ValueKind))
                server.Complain($"a member nobody knows: {member}");
        if (json.TryGetProperty("is_speaking", out var speaking) && speaking.ValueKind == JsonValueKind.False)
            return;
        foreach (var needed in _members.Keys.Except(["hotwords", "is_end"]))
            if (!json.TryGetProperty(needed, out _))
                server.Complain($"begins without {needed}");
        if (json.TryGetProperty("wav_format", out var format) && format.GetString() != "pcm")
            server.Complain("not pcm");
        if (json.TryGetProperty("audio_fs", out var rate) && rate.GetInt32() != 16_000)
            server.Complain("not 16 kHz");
    }

    // An object instead of a string breaks the C++ server; it takes them once a connection.
    private void TakeHotwords(JsonElement hotwords)
    {
        if (JsonElement.Parse(hotwords.GetString()!).EnumerateObject().Any(static word => !word.Value.TryGetInt32(out _)))
            server.Complain("hot words without weights");
        if (!IsCpp || !_hotwordsTaken)
            server.Hotwords = hotwords.GetString();
        _hotwordsTaken = true;
    }

    private async Task AudioAsync(byte[] packet)
    {
        if (!_configured)
        {
            server.Complain("audio before chunk_size");
            return;
        }

        if (packet.Length is < 32 or > 1920 || packet.Length % 2 != 0)
            server.Complain($"a packet of {packet.Length} bytes");
        var (chunks, ended) = _hearing.Hear(packet);
        for (var i = 0; i < chunks && server.Kind != FunAsrServer.CppOffline && _mode != "offline"; i++)
            await OnlineAsync();
        if (ended && server.Kind != FunAsrServer.CppOffline)
            await SegmentAsync(_speaking);
        else if (ended)
            _piece = -1;
        if (_endOwed && server.Kind == FunAsrServer.PythonSpring2026)
            await OwedEndAsync();
    }

    private async Task OnlineAsync()
    {
        if (server.Trouble is FunAsrTrouble.Hangs || (server.Trouble is FunAsrTrouble.HangsWithin && _piece > 0))
            return;
        if (server.Trouble == FunAsrTrouble.Malformed)
            await socket.SendAsync("{\"mode\": oops");
        if (server.Trouble == FunAsrTrouble.CutsWithin && _piece > 0)
            socket.Abort();
        var from = Math.Min(_piece++ * 3, Segment.Length);
        await SayAsync(Model("online"), Segment[from..Math.Min(from + 3, Segment.Length)], IsCpp ? false : _speaking);
    }

    private async Task SegmentAsync(bool isFinal)
    {
        if (_mode == "online" && server.Kind != FunAsrServer.CppTwoPass)
            return;
        if (_mode != "online")
            await SayAsync(Model("offline"), Segment, server.Kind == FunAsrServer.Python || (!IsCpp && isFinal));
        _segment++;
        _piece = 0;
    }

    private async Task EndAsync(bool acknowledge)
    {
        await server.EndAsync();
        if (server.Trouble == FunAsrTrouble.Error)
            await socket.SendJsonAsync(new { mode = Model("offline"), wav_name = _name, is_final = true, is_end = true, error = "CUDA out of memory" });
        var open = _hearing.Close();
        switch (server.Kind)
        {
            case FunAsrServer.CppTwoPass when open && _mode != "online":
                await SayAsync("2pass-offline", Segment, true);
                _segment++;
                break;
            case FunAsrServer.CppTwoPass:
                await SayAsync(null, "", true);
                break;
            case FunAsrServer.CppOffline:
                await SayAsync("offline", open || _piece < 0 ? Segment : "", false);
                _segment += open || _piece < 0 ? 1 : 0;
                break;
            case FunAsrServer.PythonSpring2026:
                _endOwed = true;
                if (open)
                    await SegmentAsync(false);
                break;
            case FunAsrServer.Python:
                await (open ? SegmentAsync(true) : _mode == "online" ? Task.CompletedTask : SayAsync(Model("offline"), "", true));
                if (acknowledge)
                    await SayAsync(Model("offline"), "", true, end: true);
                break;
            default:
                await (open ? SegmentAsync(false) : _mode == "online" ? Task.CompletedTask : SayAsync(Model("offline"), "", false));
                break;
        }

        _piece = 0;
    }

    private async Task OwedEndAsync()
    {
        _endOwed = false;
        if (_mode != "online")
            await SayAsync(Model("offline"), "", false);
    }

    private string Model(string pass) => _mode == "2pass" || server.Kind == FunAsrServer.CppTwoPass ? $"2pass-{pass}" : _mode;

    private async Task SayAsync(string? mode, string text, bool isFinal, bool end = false)
    {
        if (server.Trouble == FunAsrTrouble.Hangs || (server.Trouble == FunAsrTrouble.HangsWithin && mode?.EndsWith("online", StringComparison.Ordinal) != true))
            return;
        var said = new JsonObject { ["text"] = text, ["wav_name"] = _name, ["is_final"] = isFinal };
        if (mode is not null)
            said["mode"] = mode;
        if (end)
            said["is_end"] = true;
        if (IsCpp && mode is not null)
            (said["timestamp"], said["stamp_sents"]) = ("[[10,20]]", "");
        if (server.Trouble == FunAsrTrouble.Chatty)
        {
            await socket.SendJsonAsync(new { mode = "2pass-offline", text = "另一个人说的", wav_name = "another", is_final = true });
            await socket.SendJsonAsync(new { @event = "weather", rain = true });
            (said["timestamp"], said["slice_type"], said["new_member"]) = (new JsonArray(1, 2), 2, new JsonObject());
        }

        await socket.SendAsync(said.ToJsonString());
    }
}
