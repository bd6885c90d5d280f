using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.FunAsr;

/// <summary>A connection of <c>funasr/bin/realtime_ws.py</c>.</summary>
internal sealed class RealtimeTalk(FunAsrStandIn server, StandInSocket socket)
{
    private readonly SegmentHearing _hearing = new();
    private readonly List<string> _sentences = [];
    private bool _active;
    private bool _heard;
    private int _segment;
    private int _piece;

    public async Task RunAsync()
    {
        while (await socket.ReceiveAsync() is { } message)
            await (message.IsText ? CommandAsync(message.Text) : AudioAsync(message.Bytes));
    }

    private bool ByClient => server.Kind == FunAsrServer.RealtimeClient;

    private string Segment => server.Segments[_segment % server.Segments.Count];

    private async Task CommandAsync(string command)
    {
        if (server.Trouble == FunAsrTrouble.Hangs)
            return;
        if (command == "START")
        {
            (_active, _heard) = (true, false);
            _sentences.Clear();
            _hearing.Close();
            await socket.SendJsonAsync(new { @event = "started" });
        }
        else if (command.StartsWith("LANGUAGE:", StringComparison.Ordinal))
            await socket.SendJsonAsync(new { @event = "language_set", language = server.Language = command["LANGUAGE:".Length..] });
        else if (command.StartsWith("HOTWORDS:", StringComparison.Ordinal))
            await socket.SendJsonAsync(new { @event = "hotwords_set", hotwords = (server.Hotwords = command["HOTWORDS:".Length..]).Split(',') });
        else if (command == "COMMIT" && !ByClient)
            await socket.SendJsonAsync(new { @event = "error", error = "COMMIT requires --endpoint-mode client" });
        else if (command == "COMMIT")
            await FinalAsync();
        else if (command == "STOP")
            await StopAsync();
        else
            server.Complain($"no command: {command}");
    }

    private async Task AudioAsync(byte[] packet)
    {
        if (!_active)
        {
            server.Complain("audio before START");
            return;
        }

        var (chunks, ended) = _hearing.Hear(packet);
        _heard |= _hearing.IsOpen || ended;
        if (ended && !ByClient)
            Settle();
        if (chunks == 0 || (server.Trouble == FunAsrTrouble.HangsWithin && _piece > 0))
            return;
        if (server.Trouble == FunAsrTrouble.Malformed)
            await socket.SendAsync("[]");
        if (server.Trouble == FunAsrTrouble.CutsWithin && _piece > 0)
            socket.Abort();
        _piece += chunks;
        await SayAsync(Segment[..Math.Min(_piece * 3, Segment.Length)], false);
    }

    private async Task StopAsync()
    {
        await server.EndAsync();
        if (server.Trouble == FunAsrTrouble.HangsWithin)
            return;
        if (server.Trouble == FunAsrTrouble.Error)
            await socket.SendJsonAsync(new { @event = "error", error = "CUDA out of memory" });
        if (_heard)
            await FinalAsync();
        _active = false;
        await socket.SendJsonAsync(new { @event = "stopped" });
    }

    private async Task FinalAsync()
    {
        if (_hearing.Close())
            Settle();
        await SayAsync("", true);
        if (!ByClient)
            return;
        _sentences.Clear();
        _heard = false;
    }

    private void Settle()
    {
        _sentences.Add(Segment);
        _segment++;
        _piece = 0;
    }

    private Task SayAsync(string partial, bool isFinal) => socket.SendJsonAsync(new
    {
        sentences = _sentences.Select(static (text, i) => new { text, start = i * 1000, end = (i * 1000) + 900 }),
        partial,
        partial_start_ms = 0,
        duration_ms = 1000,
        is_final = isFinal,
    });
}
