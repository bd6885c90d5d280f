using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>A connection of speak v1: 40 ms a letter, each of a level of its own.</summary>
internal sealed class SpeakTalk(DeepgramStandIn server, StandInSocket socket)
{
    private const int FlushesAllowed = 20;

    private readonly int _rate = int.Parse(socket.Query["sample_rate"], CultureInfo.InvariantCulture);
    private string _text = "";
    private int _flushes;

    public async Task RunAsync()
    {
        await socket.SendJsonAsync(new { type = "Metadata", request_id = "1", model_name = socket.Query["model"], model_version = "2026", model_uuid = "2" });
        while (await socket.ReceiveAsync() is { } message)
        {
            if (!message.IsText)
            {
                server.Complain("binary");
                continue;
            }

            if (!await TakeAsync(JsonElement.Parse(message.Text)))
                return;
        }
    }

    private async Task<bool> TakeAsync(JsonElement message)
    {
        var names = string.Join(',', message.EnumerateObject().Select(static member => member.Name));
        switch (message.GetProperty("type").GetString(), names)
        {
            case ("Speak", "type,text"):
                _text += message.GetProperty("text").GetString();
                return true;
            case ("Flush", "type"):
                return await FlushAsync();
            case ("Clear", "type"):
                _text = "";
                await socket.SendJsonAsync(new { type = "Cleared", sequence_id = 0 });
                return true;
            case ("Close", "type"):
                await socket.CloseAsync();
                return false;
            default:
                server.Complain($"{message}");
                await socket.SendJsonAsync(new { type = "Error", err_code = "UNPARSABLE_CLIENT_MESSAGE", err_msg = "Could not deserialize" });
                return true;
        }
    }

    private async Task<bool> FlushAsync()
    {
        if (server.Trouble == "hang")
            return true;
        if (server.Trouble == "malformed")
            await socket.SendAsync("oops");
        if (server.Trouble == "error")
            await socket.SendJsonAsync(new { type = "Error", code = "INTERNAL_SERVER_ERROR", description = "Our voices are hoarse." });
        if (server.Trouble == "flush" || ++_flushes > FlushesAllowed)
        {
            await socket.SendJsonAsync(new { type = "Warning", code = "EXCESSIVE_FLUSH", description = "Too many flushes" });
            return true;
        }

        for (var i = 0; i < _text.Length; i++)
        {
            if (server.Trouble == "hang-within" && i == 3)
                return true;
            if (server.Trouble == "cut-within" && i == 3)
                socket.Abort();
            if (server.Trouble == "close" && i == 3)
                await socket.CloseAsync(1011, "hoarse");
            if (server.Trouble == "chatty" && i == 1)
                await socket.SendJsonAsync(new { type = "Warning", code = "SPEED", description = "Not every voice can." });
            var samples = new short[_rate / 25];
            Array.Fill(samples, (short)(i + 1));
            await socket.SendAsync(MemoryMarshal.AsBytes<short>(samples).ToArray());
        }

        _text = "";
        await socket.SendJsonAsync(new { type = "Flushed", sequence_id = _flushes });
        return true;
    }
}
