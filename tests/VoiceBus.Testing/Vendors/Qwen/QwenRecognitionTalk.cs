using System.Text.Json;
using VoiceBus.Testing.Vendors.DashScope;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Qwen;

/// <summary>One session of the stand-in's recognition.</summary>
internal sealed class QwenRecognitionTalk(StandInSocket socket, Func<DashScopeScript> script, DashScopeCall call) : QwenTalk(socket, script, call)
{
    private const int BytesPerMillisecond = 32;
    private const string Transcription = "conversation.item.input_audio_transcription.";

    private static readonly JsonShape _update = JsonShape.Parse("""
        {
            "event_id": "string", "type": "string",
            "session": {
                "modalities?": "string[]", "input_audio_format?": "=pcm|=opus", "sample_rate?": "int",
                "input_audio_transcription?": {"language?": "string", "corpus?": {"text": "string"}}, "turn_detection?": "any"
            }
        }
        """);

    private static readonly JsonShape _detection = JsonShape.Parse("""{"type": "=server_vad", "threshold?": "number", "silence_duration_ms?": "int"}""");
    private static readonly JsonShape _append = JsonShape.Parse("""{"event_id": "string", "type": "string", "audio": "string"}""");
    private static readonly JsonShape _plain = JsonShape.Parse("""{"event_id": "string", "type": "string"}""");
    private static readonly string[] _languages = ["zh", "yue", "en", "ja", "de", "ko", "ru", "fr", "pt", "ar", "it", "es"];

    private bool _isManual;
    private int _piece;
    private int _uncommitted;
    private string _said = "";

    protected override async Task<bool> ObeyAsync(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "session.update":
                return await UpdateAsync(message);
            case "input_audio_buffer.append":
                return await HearAsync(message);
            case "input_audio_buffer.commit":
                Require(_plain, message);
                return await CommitAsync();
            case "session.finish":
                Require(_plain, message);
                return await FinishAsync();
            case var other:
                throw new DashScopeRefusal("invalid_value", $"type {other} is not known");
        }
    }

    private async Task<bool> UpdateAsync(JsonElement message)
    {
        Require(_update, message);
        var session = message.GetProperty("session");
        _isManual = session.TryGetProperty("turn_detection", out var detection) && detection.ValueKind == JsonValueKind.Null;
        if (!_isManual && detection.ValueKind == JsonValueKind.Object)
            Require(_detection, detection);
        if (session.TryGetProperty("sample_rate", out var rate) && rate.GetInt32() is not (8_000 or 16_000))
            throw new DashScopeRefusal("invalid_value", "sample_rate");
        if (session.TryGetProperty("input_audio_transcription", out var how) && how.TryGetProperty("language", out var language) && !_languages.Contains(language.GetString()))
            throw new DashScopeRefusal("invalid_value", $"Invalid value: '{language}'.");
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

    private async Task<bool> HearAsync(JsonElement message)
    {
        Require(_append, message);
        var audio = message.GetProperty("audio").GetBytesFromBase64();
        Call.Packets.Add(audio.Length);
        Call.Pcm.AddRange(audio);
        _uncommitted += audio.Length;
        var milliseconds = Call.Pcm.Count / BytesPerMillisecond;
        if (milliseconds >= 200 && await GoesWrongAsync() is { } goesOn)
            return goesOn;
        if (_isManual || Script.Day == DashScopeDay.Empty)
            return true;
        var text = Script.Heard.LastOrDefault(heard => heard.Milliseconds <= milliseconds).Text ?? "";
        if (text == _said)
            return true;
        _said = text;
        if (text.EndsWith('。'))
            await CompleteAsync(text);
        else
            await SendAsync(Transcription + "text", [.. Id(), ("text", text[..^1]), ("stash", text[^1..])]);
        return true;
    }

    private async Task<bool> CommitAsync()
    {
        if (!_isManual)
            throw new DashScopeRefusal("invalid_request_error", "commit is not allowed with server_vad");
        if (_uncommitted == 0)
            throw new DashScopeRefusal("invalid_request_error", "the audio buffer is empty");
        _uncommitted = 0;
        await SendAsync("input_audio_buffer.committed", Id());
        await SendAsync("conversation.item.created", ("item", new { type = "message", role = "user" }));
        if (Script.Day == DashScopeDay.SilentAtEnd)
            return true;
        var text = Script.Day != DashScopeDay.Empty && _piece < Script.Pieces.Count ? Script.Pieces[_piece] : "";
        if (text.Length > 2)
            await SendAsync(Transcription + "text", [.. Id(), ("text", text[..1]), ("stash", text[1..2])]);
        await CompleteAsync(text);
        return true;
    }

    private Task CompleteAsync(string text)
    {
        var done = SendAsync(Transcription + "completed", [.. Id(), ("transcript", text), ("language", "zh"), ("emotion", "neutral")]);
        _piece++;
        return done;
    }

    private async Task<bool> FinishAsync()
    {
        Call.IsComplete = true;
        if (Script.Day == DashScopeDay.SilentAtEnd)
        {
            await Socket.Gone;
            return false;
        }

        if (!_isManual && Script.Day != DashScopeDay.Empty)
            await CompleteAsync(Script.Last);
        await SendAsync("session.finished");
        return false;
    }

    private (string Name, object? Value)[] Id() => Script.HasIds ? [("item_id", $"item_{_piece}")] : [];
}
