using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>A connection of listen v1.</summary>
internal sealed class ListenTalk(DeepgramStandIn server, StandInSocket socket)
{
    private readonly WordHearing _hearing = new();
    private double _settledAt;
    private int _settled;
    private int _told;

    public async Task RunAsync()
    {
        if (server.Trouble == "chatty")
            await socket.SendJsonAsync(new { type = "SpeechStarted", channel = new[] { 0 }, timestamp = 0.1, weather = "rain" });
        while (await socket.ReceiveAsync() is { } message)
        {
            if (!message.IsText)
                await HearAsync(message.Bytes);
            else if (!await ControlAsync(message.Text))
                return;
        }
    }

    private async Task HearAsync(byte[] packet)
    {
        _hearing.Hear(packet);
        if (_hearing.Words <= _told || server.Trouble == "hang" || (server.Trouble == "hang-within" && _told > 0))
            return;
        if (server.Trouble == "cut-within" && _told > 0)
            socket.Abort();
        _told = _hearing.Words;
        await (server.Trouble == "malformed" ? socket.SendAsync("Results!") : ResultsAsync(_settled, _told, isFinal: false));
    }

    // Control messages are JSON of one member.
    private async Task<bool> ControlAsync(string text)
    {
        switch (text.Replace(" ", "", StringComparison.Ordinal))
        {
            case """{"type":"KeepAlive"}""":
                server.KeepAlives++;
                return true;
            case """{"type":"Finalize"}""":
                await FinalizeAsync(fromFinalize: true);
                return true;
            case """{"type":"CloseStream"}""":
                await EndAsync();
                return false;
            default:
                server.Complain(text);
                await socket.SendJsonAsync(new { type = "Error", variant = "UNPARSABLE_CLIENT_MESSAGE", description = "Could not deserialize last text message.", message = text });
                return true;
        }
    }

    private async Task FinalizeAsync(bool fromFinalize)
    {
        if (server.Trouble is "hang" or "hang-within" || (fromFinalize && _hearing.Words == _settled))
            return;
        var from = _settled;
        _settled = _told = _hearing.Words;
        await ResultsAsync(from, _settled, isFinal: true, fromFinalize);
        _settledAt = _hearing.Seconds;
    }

    private async Task EndAsync()
    {
        await server.EndAsync();
        if (server.Trouble == "error")
            await socket.SendJsonAsync(new { type = "Error", variant = "INTERNAL_SERVER_ERROR", description = "Our models are asleep.", message = "asleep" });
        if (server.Trouble == "close")
            await socket.CloseAsync(1011, "NET-0000");
        if (server.Trouble is "hang" or "hang-within")
            await socket.Gone;
        await FinalizeAsync(fromFinalize: false);
        if (server.Trouble != "no-metadata")
            await socket.SendJsonAsync(new { type = "Metadata", transaction_key = "deprecated", request_id = "1", sha256 = "0", created = "2026-03-04T12:00:00Z", duration = _hearing.Seconds, channels = 1 });
        await socket.CloseAsync();
    }

    private Task ResultsAsync(int from, int to, bool isFinal, bool fromFinalize = false)
    {
        var transcript = string.Join(' ', Enumerable.Range(from, Math.Max(0, to - from)).Select(i => server.Words[i % server.Words.Count]));
        return socket.SendJsonAsync(new
        {
            type = "Results",
            channel_index = new[] { 0, 1 },
            duration = _hearing.Seconds - _settledAt,
            start = _settledAt,
            is_final = isFinal,
            speech_final = isFinal,
            from_finalize = fromFinalize,
            channel = new { alternatives = new[] { new { transcript, confidence = 0.99, words = Array.Empty<int>() } } },
            metadata = new { request_id = "1", model_uuid = "2", model_info = new { name = "general-nova-3", version = "2026", arch = "nova-3" } },
        });
    }
}
