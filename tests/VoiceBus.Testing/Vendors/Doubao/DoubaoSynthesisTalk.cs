using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>One connection of the stand-in's synthesis.</summary>
internal sealed class DoubaoSynthesisTalk(
    StandInSocket socket, Func<DoubaoSpeaking> speaking, ConcurrentQueue<DoubaoSpokenSentence> sentences, ConcurrentDictionary<string, bool> usedIds)
{
    private static readonly JsonShape _session = JsonShape.Parse("""
        {
            "user?": {"uid?": "string"}, "event": "int", "namespace": "=BidirectionalTTS",
            "req_params": {
                "text?": "string", "speaker": "string", "model?": "string",
                "audio_params": {"format?": "string", "sample_rate?": "int", "speech_rate?": "int", "loudness_rate?": "int", "emotion?": "string", "emotion_scale?": "int"},
                "additions?": "string"
            }
        }
        """);

    private static readonly JsonShape _task = JsonShape.Parse("""
        {"user?": {"uid?": "string"}, "event": "int", "namespace": "=BidirectionalTTS", "req_params": {"text": "string"}}
        """);

    private static readonly JsonShape _additions = JsonShape.Parse("""{"post_process?": {"pitch?": "int"}, "disable_markdown_filter?": "bool"}""");

    private readonly string _connection = "conn-1";
    private bool _isConnected;
    private DoubaoSpokenSentence? _sentence;

    public async Task RunAsync()
    {
        try
        {
            while (await socket.ReceiveAsync() is { } message)
            {
                if (!await AnswerAsync(DoubaoWire.Read(message.Bytes)))
                    return;
            }
        }
        catch (DoubaoRefusal refusal)
        {
            await socket.SendAsync(DoubaoWire.Error(refusal.Code, refusal.Message));
            await socket.Gone;
        }
    }

    private Task<bool> AnswerAsync(DoubaoClientMessage message)
    {
        if (message is not { Type: 1, IsJson: true })
            throw new DoubaoRefusal(45000001, "an event in JSON was expected");
        return message.Event switch
        {
            1 => ConnectAsync(),
            2 => FinishConnectionAsync(),
            100 => StartAsync(message),
            101 => CancelAsync(message),
            102 => FinishAsync(message),
            200 => TakeText(message),
            _ => throw new DoubaoRefusal(45000001, $"event {message.Event} is not known"),
        };
    }

    private async Task<bool> ConnectAsync()
    {
        _isConnected = true;
        await SendAsync(50, _connection, "{}");
        return true;
    }

    private async Task<bool> FinishConnectionAsync()
    {
        await SendAsync(52, _connection, "{}");
        return false;
    }

    private async Task<bool> StartAsync(DoubaoClientMessage message)
    {
        if (!_isConnected)
            throw new DoubaoRefusal(45000000, "connection is not started");
        if (_sentence is not null)
            throw new DoubaoRefusal(45000000, "another session is under way");
        if (!usedIds.TryAdd(message.Id!, true))
            throw new DoubaoRefusal(45000000, "session id was used before");
        var parameters = Check(_session, message);
        var settings = parameters.GetProperty("req_params");
        if (settings.TryGetProperty("additions", out var additions) && _additions.Check(JsonElement.Parse(additions.GetString()!)) is { } wrong)
            throw new DoubaoRefusal(45000001, $"additions: {wrong}");
        RequireResource(settings.GetProperty("speaker").GetString()!);
        switch (speaking().Day)
        {
            case DoubaoDay.SilentAtStart:
                await socket.Gone;
                return false;
            case DoubaoDay.ErrorAtStart:
                throw new DoubaoRefusal(speaking().Code, speaking().Message);
            case DoubaoDay.Words:
                await socket.SendAsync("quota exhausted");
                return true;
        }

        _sentence = new DoubaoSpokenSentence(message.Id!, parameters);
        sentences.Enqueue(_sentence);
        await SendAsync(150, message.Id!, "{}");
        return true;
    }

    private async Task<bool> CancelAsync(DoubaoClientMessage message)
    {
        RequireOpen(message);
        _sentence = null;
        await SendAsync(151, message.Id!, "{}");
        return true;
    }

    private Task<bool> TakeText(DoubaoClientMessage message)
    {
        RequireOpen(message);
        _sentence!.Text += Check(_task, message).GetProperty("req_params").GetProperty("text").GetString();
        return Task.FromResult(true);
    }

    private async Task<bool> FinishAsync(DoubaoClientMessage message)
    {
        RequireOpen(message);
        var (sentence, day) = (_sentence!, speaking().Day);
        _sentence = null;
        if (day is DoubaoDay.ErrorWithin)
            throw new DoubaoRefusal(speaking().Code, speaking().Message);
        if (day == DoubaoDay.CodeInAnswer)
        {
            await SendAsync(153, sentence.Session, $$"""{"status_code":{{speaking().Code}},"message":"{{speaking().Message}}"}""");
            return true;
        }

        await SendAsync(350, sentence.Session, """{"text":"…"}""");
        if (day == DoubaoDay.New)
        {
            await SendAsync(359, sentence.Session, "{}");
            await socket.SendAsync(DoubaoWire.Event(352, "of-a-session-before", [9, 9, 9, 9], isAudio: true));
        }

        var isFirst = true;
        foreach (var piece in Pieces(sentence.Text))
        {
            await socket.SendAsync(DoubaoWire.Event(352, sentence.Session, piece, isAudio: true));
            if (isFirst && !await GoesOnAsync(day))
                return false;
            isFirst = false;
        }

        await SendAsync(351, sentence.Session, "{}");
        await SendAsync(152, sentence.Session, """{"status_code":20000000,"message":"ok"}""");
        return true;
    }

    private async Task<bool> GoesOnAsync(DoubaoDay day)
    {
        switch (day)
        {
            case DoubaoDay.SilentAtEnd:
                await socket.Gone;
                return false;
            case DoubaoDay.Cut:
                socket.Abort();
                return false;
            case DoubaoDay.Close:
                await socket.CloseAsync(1011, "restarting");
                return false;
            case DoubaoDay.Garbage:
                await socket.SendAsync([0x11, 0xB4, 0, 0, 0, 0, 1, 96, 0, 0, 0, 99, 1]);
                return true;
            default:
                await speaking().Going;
                return true;
        }
    }

    private IEnumerable<byte[]> Pieces(string text) => speaking().Day == DoubaoDay.Empty
        ? []
        : MemoryMarshal.AsBytes<short>(DoubaoSpeaking.Samples(text)).ToArray().Chunk(speaking().PieceBytes);

    private void RequireOpen(DoubaoClientMessage message)
    {
        if (_sentence is null || _sentence.Session != message.Id)
            throw new DoubaoRefusal(45000000, "there is no such session");
    }

    // A voice of one generation is not spoken under another's resource; the header says which.
    private void RequireResource(string speaker)
    {
        var resource = socket.Headers.GetValueOrDefault("X-Api-Resource-Id", "");
        string[] fitting = speaker switch
        {
            _ when speaker.StartsWith("S_", StringComparison.Ordinal) => ["seed-icl-1.0", "seed-icl-2.0"],
            _ when speaker.Contains("_uranus_", StringComparison.Ordinal) => ["seed-tts-2.0"],
            _ when speaker.Contains("_moon_", StringComparison.Ordinal) => ["seed-tts-1.0", "volc.service_type.10029"],
            _ => throw new DoubaoRefusal(45000000, "speaker not found"),
        };
        if (!fitting.Contains(resource))
            throw new DoubaoRefusal(45000000, "resource ID is mismatched with speaker related resource");
    }

    private static JsonElement Check(JsonShape shape, DoubaoClientMessage message)
    {
        var json = JsonElement.Parse(message.Payload);
        if (shape.Check(json) is { } wrong)
            throw new DoubaoRefusal(45000001, wrong);
        return json.GetProperty("event").GetInt32() == message.Event ? json : throw new DoubaoRefusal(45000001, "event is another than the header's");
    }

    private Task SendAsync(int number, string id, string json) => socket.SendAsync(DoubaoWire.Event(number, id, Encoding.UTF8.GetBytes(json)));
}
