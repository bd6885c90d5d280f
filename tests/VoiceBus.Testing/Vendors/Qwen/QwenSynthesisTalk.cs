using System.Runtime.InteropServices;
using System.Text.Json;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Qwen;

/// <summary>One session of the stand-in's synthesis.</summary>
internal sealed class QwenSynthesisTalk(StandInSocket socket, Func<DashScopeScript> script, DashScopeCall call) : QwenTalk(socket, script, call)
{
    private static readonly JsonShape _update = JsonShape.Parse("""
        {
            "event_id": "string", "type": "string",
            "session": {
                "voice": "string", "mode?": "=commit|=server_commit", "language_type?": "string", "response_format?": "=pcm|=wav|=mp3|=opus",
                "sample_rate?": "int", "speech_rate?": "number", "pitch_rate?": "number", "volume?": "int", "instructions?": "string",
                "optimize_instructions?": "bool"
            }
        }
        """);

    private static readonly JsonShape _append = JsonShape.Parse("""{"event_id": "string", "type": "string", "text": "string"}""");
    private static readonly JsonShape _plain = JsonShape.Parse("""{"event_id": "string", "type": "string"}""");

    private static readonly string[] _languages =
        ["Auto", "Chinese", "English", "German", "Italian", "Portuguese", "Spanish", "Japanese", "Korean", "French", "Russian"];

    private bool _hasBegun;
    private string _text = "";
    private int _responses;

    protected override async Task<bool> ObeyAsync(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "session.update":
                return await UpdateAsync(message);
            case "input_text_buffer.append":
                Require(_append, message);
                _hasBegun = true;
                _text += message.GetProperty("text").GetString();
                return true;
            case "input_text_buffer.commit":
                Require(_plain, message);
                return await SpeakAsync();
            case "session.finish":
                Require(_plain, message);
                await SendAsync("session.finished");
                return false;
            case var other:
                throw new DashScopeRefusal("invalid_value", $"type {other} is not known");
        }
    }

    private async Task<bool> UpdateAsync(JsonElement message)
    {
        if (_hasBegun)
            throw new DashScopeRefusal("invalid_value", "Session update error: session already started or finished or failed.");
        Require(_update, message);
        var session = message.GetProperty("session");
        if (session.GetProperty("voice").GetString() is not ("Cherry" or "Ethan"))
            throw new DashScopeRefusal("invalid_value", "Invalid value: voice");
        if (session.TryGetProperty("language_type", out var language) && !_languages.Contains(language.GetString()))
            throw new DashScopeRefusal("invalid_value", "Invalid value: language_type");
        Call.Parameters = session;
        if (Script.Day == DashScopeDay.SilentAtStart)
        {
            await Socket.Gone;
            return false;
        }

        if (Script.Day == DashScopeDay.FailsAtStart)
            throw new DashScopeRefusal(Script.Code, Script.Message);
        await SendAsync("session.updated", ("session", session));
        return true;
    }

    private async Task<bool> SpeakAsync()
    {
        if (_text.Length == 0)
            throw new DashScopeRefusal("invalid_value", "the text buffer is empty");
        var text = _text;
        _text = "";
        Call.Text += text;
        var response = $"resp_{++_responses}";
        await SendAsync("input_text_buffer.committed", ("item_id", ""));
        await SendAsync("response.created", ("response", new { id = response, status = "in_progress", voice = "Cherry" }));
        await SendAsync("response.output_item.added", ("response_id", response), ("item", new { id = "item_1", type = "message" }));
        var isFirst = true;
        foreach (var piece in Script.Day == DashScopeDay.Empty ? [] : MemoryMarshal.AsBytes<short>(DashScopeScript.Samples(text)).ToArray().Chunk(Script.PieceBytes))
        {
            await SendAsync("response.audio.delta", ("response_id", response), ("item_id", "item_1"), ("output_index", 0), ("delta", Convert.ToBase64String(piece)));
            if (!isFirst)
                continue;
            isFirst = false;
            if (Script.Day == DashScopeDay.SilentAtEnd)
            {
                await Socket.Gone;
                return false;
            }

            if (await GoesWrongAsync() is { } goesOn)
                return goesOn;
            await Script.Going;
        }

        await SendAsync("response.audio.done", ("response_id", response));
        await SendAsync("response.done", ("response", new { id = response, status = "completed" }));
        return true;
    }
}
