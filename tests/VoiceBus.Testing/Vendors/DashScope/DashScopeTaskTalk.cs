using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.DashScope;

/// <summary>One connection of the stand-in's tasks: one after the other, and none after one that failed.</summary>
internal sealed class DashScopeTaskTalk(
    StandInSocket socket, Func<DashScopeScript> script, ConcurrentQueue<DashScopeCall> calls, ConcurrentDictionary<string, bool> usedIds)
{
    private const int BytesPerMillisecond = 32;

    private static readonly JsonShape _command = JsonShape.Parse("""
        {"header": {"action": "string", "task_id": "string", "streaming": "=duplex"}, "payload": "any"}
        """);

    private static readonly JsonShape _recognition = JsonShape.Parse("""
        {
            "task_group": "=audio", "task": "=asr", "function": "=recognition", "model": "string", "input": {},
            "parameters": {
                "format": "string", "sample_rate": "int", "vocabulary_id?": "string", "disfluency_removal_enabled?": "bool",
                "language_hints?": "string[]", "semantic_punctuation_enabled?": "bool", "max_sentence_silence?": "int",
                "multi_threshold_mode_enabled?": "bool", "punctuation_prediction_enabled?": "bool", "heartbeat?": "bool",
                "inverse_text_normalization_enabled?": "bool"
            }
        }
        """);

    private static readonly JsonShape _synthesis = JsonShape.Parse("""
        {
            "task_group": "=audio", "task": "=tts", "function": "=SpeechSynthesizer", "model": "string", "input": {},
            "parameters": {
                "text_type": "=PlainText", "voice": "string", "format?": "string", "sample_rate?": "int", "volume?": "int", "rate?": "number",
                "pitch?": "number", "instruction?": "string", "seed?": "int", "language_hints?": "string[]"
            }
        }
        """);

    private static readonly JsonShape _text = JsonShape.Parse("""{"input": {"text": "string"}}""");
    private static readonly JsonShape _nothing = JsonShape.Parse("""{"input": {}}""");

    private string? _task;
    private DashScopeCall? _call;
    private string _said = "";
    private int _sentenceBegins;

    public async Task RunAsync()
    {
        try
        {
            while (await socket.ReceiveAsync() is { } message)
            {
                if (!await (message.IsText ? ObeyAsync(message.Json) : HearAsync(message.Bytes)))
                    return;
            }
        }
        catch (DashScopeRefusal refusal)
        {
            await socket.SendJsonAsync(new
            {
                header = new { task_id = _task ?? "", @event = "task-failed", error_code = refusal.Code, error_message = refusal.Message, attributes = new { } },
                payload = new { },
            });
        }
    }

    private Task<bool> ObeyAsync(JsonElement command)
    {
        if (_command.Check(command) is { } wrong)
            throw new DashScopeRefusal("InvalidParameter", wrong);
        var (header, payload) = (command.GetProperty("header"), command.GetProperty("payload"));
        var id = header.GetProperty("task_id").GetString()!;
        return header.GetProperty("action").GetString() switch
        {
            "run-task" => StartAsync(id, payload),
            "continue-task" => SayAsync(id, payload),
            "finish-task" => FinishAsync(id, payload),
            var other => throw new DashScopeRefusal("InvalidParameter", $"action {other} is not known"),
        };
    }

    private async Task<bool> StartAsync(string id, JsonElement payload)
    {
        if (_task is not null)
            throw new DashScopeRefusal("InvalidParameter", "a task is under way");
        if (!Guid.TryParse(id, out _) || !usedIds.TryAdd(id, true))
            throw new DashScopeRefusal("InvalidParameter", "task_id must be a new UUID");
        _task = id;
        var isSpeech = payload.TryGetProperty("task", out var task) && task.ValueKind == JsonValueKind.String && task.GetString() == "tts";
        if ((isSpeech ? _synthesis : _recognition).Check(payload) is { } wrong)
            throw new DashScopeRefusal("InvalidParameter", wrong);
        Require(payload, isSpeech);
        _call = new DashScopeCall { Parameters = payload };
        (_said, _sentenceBegins) = ("", 0);
        calls.Enqueue(_call);
        if (script().Day == DashScopeDay.SilentAtStart)
        {
            await socket.Gone;
            return false;
        }

        if (script().Day == DashScopeDay.FailsAtStart)
            throw new DashScopeRefusal(script().Code, script().Message);
        await script().Ready;
        if (socket.TryReceive() is not null)
            throw new DashScopeRefusal("InvalidParameter", "nothing may be sent before task-started");
        await SendAsync("task-started", new { });
        return true;
    }

    private static void Require(JsonElement payload, bool isSpeech)
    {
        var (model, parameters) = (payload.GetProperty("model").GetString()!, payload.GetProperty("parameters"));
        string[] known = isSpeech ? ["cosyvoice-v1", "cosyvoice-v2", "cosyvoice-v3-flash"] : ["paraformer-realtime-v2", "fun-asr-realtime"];
        if (!known.Contains(model))
            throw new DashScopeRefusal("ModelNotFound", "Model not exist.");
        if (!isSpeech && parameters.GetProperty("format").GetString() is not ("pcm" or "wav" or "mp3" or "opus" or "speex" or "aac" or "amr"))
            throw new DashScopeRefusal("UNSUPPORTED_FORMAT", "format is not supported");
        if (!isSpeech && parameters.TryGetProperty("max_sentence_silence", out var silence) && silence.GetInt32() is < 200 or > 6000)
            throw new DashScopeRefusal("InvalidParameter", "max_sentence_silence is out of range");
        // A voice is of one model: longxiaochun_v2 of cosyvoice-v2.
        if (isSpeech && !model.Contains(parameters.GetProperty("voice").GetString()!.Split('_')[^1], StringComparison.Ordinal))
            throw new DashScopeRefusal("InvalidParameter", "[tts:]Engine return error code: 418");
        if (isSpeech && ((parameters.GetProperty("rate").GetDouble() is < 0.5 or > 2) || (parameters.GetProperty("pitch").GetDouble() is < 0.5 or > 2)))
            throw new DashScopeRefusal("InvalidParameter", "rate or pitch is out of range");
    }

    private async Task<bool> HearAsync(byte[] audio)
    {
        if (_call is null || _call.Parameters.GetProperty("task").GetString() != "asr")
            throw new DashScopeRefusal("InvalidParameter", "audio outside of a task");
        _call.Packets.Add(audio.Length);
        _call.Pcm.AddRange(audio);
        var milliseconds = _call.Pcm.Count / BytesPerMillisecond;
        if (milliseconds >= 200 && await GoesWrongAsync() is { } goesOn)
            return goesOn;
        var text = script().Day == DashScopeDay.Empty ? "" : script().Heard.LastOrDefault(heard => heard.Milliseconds <= milliseconds).Text ?? "";
        if (text == _said)
            return true;
        _said = text;
        await SentenceAsync(text, text.EndsWith('。'), milliseconds);
        return true;
    }

    private Task SentenceAsync(string text, bool isSettled, int milliseconds)
    {
        var sentence = new Dictionary<string, object?>
        {
            ["begin_time"] = _sentenceBegins,
            ["end_time"] = isSettled ? milliseconds : null,
            ["text"] = text,
            ["sentence_end"] = isSettled,
            ["words"] = Array.Empty<object>(),
        };
        if (isSettled)
            _sentenceBegins = milliseconds;
        return SendAsync("result-generated", new { output = new { sentence }, usage = new { duration = 1 } });
    }

    private async Task<bool> SayAsync(string id, JsonElement payload)
    {
        RequireOurs(id);
        if (_text.Check(payload) is { } wrong)
            throw new DashScopeRefusal("InvalidParameter", wrong);
        if (payload.GetProperty("input").GetProperty("text").GetString() is not { Length: > 0 } text)
            throw new DashScopeRefusal("InvalidParameter", "Parameter invalid: text is null");
        _call!.Text += text;
        await SendAsync("result-generated", new { output = new { sentence = new { words = Array.Empty<object>() } } });
        return true;
    }

    private async Task<bool> FinishAsync(string id, JsonElement payload)
    {
        RequireOurs(id);
        if (_nothing.Check(payload) is { } wrong)
            throw new DashScopeRefusal("InvalidParameter", wrong);
        _call!.IsComplete = true;
        var goesOn = _call.Parameters.GetProperty("task").GetString() == "asr" ? await FinishHearingAsync() : await FinishSpeakingAsync();
        if (!goesOn)
            return false;
        await SendAsync("task-finished", new { output = new { }, usage = new { characters = 1 } });
        (_task, _call) = (null, null);
        return true;
    }

    private async Task<bool> FinishHearingAsync()
    {
        if (_call!.Pcm.Count == 0)
            throw new DashScopeRefusal("CLIENT_ERROR", "NO_VALID_AUDIO_ERROR");
        if (script().Day == DashScopeDay.SilentAtEnd)
        {
            await socket.Gone;
            return false;
        }

        if (script().Day != DashScopeDay.Empty)
        {
            // The last sentence is settled twice, as it may be.
            var begins = _sentenceBegins;
            await SentenceAsync(script().Last, isSettled: true, begins + 1000);
            _sentenceBegins = begins;
            await SentenceAsync(script().Last, isSettled: true, begins + 1000);
        }

        return true;
    }

    private async Task<bool> FinishSpeakingAsync()
    {
        if (script().Day == DashScopeDay.Empty)
            return true;
        var isFirst = true;
        foreach (var piece in MemoryMarshal.AsBytes<short>(DashScopeScript.Samples(_call!.Text)).ToArray().Chunk(script().PieceBytes))
        {
            await socket.SendAsync(piece);
            if (!isFirst)
                continue;
            isFirst = false;
            if (script().Day == DashScopeDay.SilentAtEnd)
            {
                await socket.Gone;
                return false;
            }

            if (await GoesWrongAsync() is { } goesOn)
                return goesOn;
            await script().Going;
        }

        return true;
    }

    /// <returns>Null when nothing does; false when the connection is over.</returns>
    private async Task<bool?> GoesWrongAsync()
    {
        switch (script().Day)
        {
            case DashScopeDay.FailsWithin:
                throw new DashScopeRefusal(script().Code, script().Message);
            case DashScopeDay.Cut:
                socket.Abort();
                return false;
            case DashScopeDay.Close:
                await socket.CloseAsync(1011, "restarting");
                return false;
            case DashScopeDay.Garbage:
                await socket.SendAsync("{\"header\":");
                return true;
            case DashScopeDay.New:
                await socket.SendJsonAsync(new { header = new { task_id = _task, @event = "task-thinking", mood = 1 }, payload = new { } });
                await socket.SendJsonAsync(new { header = new { task_id = "of-a-task-before", @event = "task-finished" }, payload = new { } });
                await SendAsync("result-generated", new { output = new { sentence = new { heartbeat = true, text = "♥", sentence_end = true } } });
                return null;
            default:
                return null;
        }
    }

    private void RequireOurs(string id)
    {
        if (_task is null || id != _task)
            throw new DashScopeRefusal("InvalidParameter", "there is no such task");
    }

    private Task SendAsync(string name, object payload) => socket.SendJsonAsync(new { header = new { task_id = _task, @event = name, attributes = new { } }, payload });
}
