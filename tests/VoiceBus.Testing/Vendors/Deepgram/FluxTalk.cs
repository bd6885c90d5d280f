using System.Globalization;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>A connection of listen v2: updates every 240 ms, turns that end after 400 ms of silence.</summary>
internal sealed class FluxTalk(DeepgramStandIn server, StandInSocket socket)
{
    private const int Update = 240;
    private const int EagerSilence = 240;
    private const int EndSilence = 400;

    private readonly WordHearing _hearing = new();
    private readonly bool _eager = socket.Query.ContainsKey("eager_eot_threshold");
    private readonly double _threshold = double.Parse(socket.Query.GetValueOrDefault("eot_threshold", "0.7"), CultureInfo.InvariantCulture);
    private int _sequence;
    private int _turn;
    private int _turnFrom;
    private double _updatedAt;
    private bool _speaking;
    private bool _eagerTold;

    public async Task RunAsync()
    {
        if (server.Trouble == "hang")
            await socket.Gone;
        await socket.SendJsonAsync(new { type = "Connected", request_id = "1", sequence_id = _sequence++ });
        while (await socket.ReceiveAsync() is { } message)
        {
            if (!message.IsText)
                await HearAsync(message.Bytes);
            else if (message.Text == """{"type":"CloseStream"}""")
            {
                await EndAsync();
                return;
            }
            else
            {
                server.Complain(message.Text);
                await ErrorAsync("UNPARSABLE_CLIENT_MESSAGE", "unknown variant");
                return;
            }
        }
    }

    private async Task HearAsync(byte[] packet)
    {
        if (packet.Length != 2560)
            server.Complain($"a packet of {packet.Length} bytes");
        _hearing.Hear(packet);
        if (server.Trouble == "hang-within" && _updatedAt > 0)
            return;
        var begins = !_speaking && _hearing.Words > _turnFrom;
        if (begins)
            (_speaking, _eagerTold) = (true, false);
        if (begins)
            await TurnAsync("StartOfTurn");
        else if (_speaking && _hearing.Silence >= EndSilence && _threshold < 1)
            await EndTurnAsync();
        else if (_eager && _speaking && !_eagerTold && _hearing.Silence >= EagerSilence)
            await EagerAsync("EagerEndOfTurn", true);
        else if (_eagerTold && _hearing.Silence == 0)
            await EagerAsync("TurnResumed", false);
        else if (_hearing.Seconds - _updatedAt >= Update / 1000.0)
            await TurnAsync("Update");
    }

    private Task EagerAsync(string told, bool eager)
    {
        _eagerTold = eager;
        return TurnAsync(told);
    }

    private async Task EndTurnAsync()
    {
        await TurnAsync("EndOfTurn");
        (_speaking, _eagerTold, _turnFrom) = (false, false, _hearing.Words);
        _turn++;
    }

    // The turn is not ended, and there is no status.
    private async Task EndAsync()
    {
        await server.EndAsync();
        if (server.Trouble == "error")
            await ErrorAsync("INTERNAL_SERVER_ERROR", "Our models are asleep.");
        if (server.Trouble is "hang-within")
            await socket.Gone;
        await TurnAsync("Update");
        if (server.Trouble == "no-metadata")
            socket.Leave();
        else
            await socket.CloseAsync(1005);
    }

    private async Task ErrorAsync(string code, string description)
    {
        await socket.SendJsonAsync(new { type = "Error", sequence_id = _sequence++, code, description });
        await socket.CloseAsync(1011);
    }

    private async Task TurnAsync(string told)
    {
        if (server.Trouble == "cut-within" && _updatedAt > 0)
            socket.Abort();
        if (server.Trouble == "malformed")
            await socket.SendAsync("[1]");
        if (server.Trouble == "chatty")
            await socket.SendJsonAsync(new { type = "Weather", transcript = "It rains.", turn_index = 99 });
        _updatedAt = _hearing.Seconds;
        await socket.SendJsonAsync(new
        {
            type = "TurnInfo",
            request_id = "1",
            sequence_id = _sequence++,
            @event = told,
            turn_index = _turn,
            audio_window_start = 0.0,
            audio_window_end = _hearing.Seconds,
            transcript = string.Join(' ', Enumerable.Range(_turnFrom, _hearing.Words - _turnFrom).Select(i => server.Words[i % server.Words.Count])),
            words = Array.Empty<int>(),
            end_of_turn_confidence = told == "EndOfTurn" ? 0.9 : 0.1,
            trigger = told == "EndOfTurn" ? "model" : null,
        });
    }
}
