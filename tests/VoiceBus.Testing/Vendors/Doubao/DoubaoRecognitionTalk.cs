using System.Text.Json;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Testing.Vendors.Doubao;

/// <summary>One connection of the stand-in's recognition.</summary>
internal sealed class DoubaoRecognitionTalk(StandInSocket socket, DoubaoHearing hearing, DoubaoHeardUtterance utterance)
{
    private const int BytesPerMillisecond = 32;

    private static readonly JsonShape _request = JsonShape.Parse("""
        {
            "user?": {"uid?": "string", "did?": "string", "platform?": "string", "sdk_version?": "string", "app_version?": "string"},
            "audio": {"format": "string", "codec?": "string", "rate?": "int", "bits?": "int", "channel?": "int", "language?": "string"},
            "request": {
                "model_name": "string", "enable_itn?": "bool", "enable_punc?": "bool", "enable_ddc?": "bool", "enable_nonstream?": "bool",
                "show_utterances?": "bool", "result_type?": "string", "end_window_size?": "int", "force_to_speech_time?": "int",
                "corpus?": {"boosting_table_name?": "string", "boosting_table_id?": "string", "correct_table_name?": "string", "correct_table_id?": "string", "context?": "string"}
            }
        }
        """);

    private static readonly JsonShape _context = JsonShape.Parse("""{"hotwords?": "any", "context_type?": "string", "context_data?": "any"}""");

    private int _sequence;
    private bool _gzip;
    private string _said = "";

    public async Task RunAsync()
    {
        try
        {
            await HearAsync();
        }
        catch (DoubaoRefusal refusal)
        {
            await socket.SendAsync(DoubaoWire.Error(refusal.Code, refusal.Message));
        }
    }

    private bool AnswersEachPacket => !socket.Path.EndsWith("bigmodel_async", StringComparison.Ordinal);

    private async Task HearAsync()
    {
        if (await ReceiveAsync() is not { } first)
            return;
        if (first is not { Type: 1, IsJson: true })
            throw new DoubaoRefusal(45000001, "the first message must be a full client request in JSON");
        _gzip = hearing.Gzip ?? first.IsGzip;
        utterance.Request = Check(first.Payload);
        if (hearing.Day == DoubaoDay.SilentAtStart)
        {
            await socket.Gone;
            return;
        }

        if (hearing.Day == DoubaoDay.ErrorAtStart)
            throw new DoubaoRefusal(hearing.Code, hearing.Message);
        await hearing.Ready;
        if (socket.TryReceive() is not null)
            throw new DoubaoRefusal(45000001, "audio before the answer to the request");
        await AnswerAsync("", isLast: false);
        while (await ReceiveAsync() is { } packet)
        {
            if (packet.Type != 2 || packet.IsJson)
                throw new DoubaoRefusal(45000001, "an audio only request was expected");
            utterance.Packets.Add(packet.Payload.Length);
            utterance.Pcm.AddRange(packet.Payload);
            if (packet.IsLast)
            {
                await EndAsync();
                return;
            }

            if (await GoesWrongAsync())
                return;
            await UnderstandAsync();
        }
    }

    private async Task EndAsync()
    {
        utterance.IsComplete = true;
        if (hearing.Day == DoubaoDay.SilentAtEnd)
            await socket.Gone;
        else if (utterance.Pcm.Count == 0)
            throw new DoubaoRefusal(45000002, "empty audio");
        else
            await AnswerAsync(hearing.Day == DoubaoDay.Empty ? "" : hearing.Final, isLast: true);
    }

    private async Task<bool> GoesWrongAsync()
    {
        switch (hearing.Day)
        {
            case DoubaoDay.ErrorWithin:
                throw new DoubaoRefusal(hearing.Code, hearing.Message);
            case DoubaoDay.CodeInAnswer:
                await socket.SendAsync(DoubaoWire.Answer($$"""{"code":{{hearing.Code}},"message":"{{hearing.Message}}"}""", ++_sequence, isLast: false, _gzip));
                await socket.Gone;
                return true;
            case DoubaoDay.Cut:
                socket.Abort();
                return true;
            case DoubaoDay.Close:
                await socket.CloseAsync(1011, "restarting");
                return true;
            case DoubaoDay.Garbage:
                await socket.SendAsync([0x11, 0x91, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 99, 1, 2, 3]);
                return false;
            case DoubaoDay.Words:
                await socket.SendAsync("quota exhausted");
                return false;
            default:
                return false;
        }
    }

    private async Task UnderstandAsync()
    {
        var milliseconds = utterance.Pcm.Count / BytesPerMillisecond;
        var text = hearing.Day == DoubaoDay.Empty ? "" : hearing.Heard.LastOrDefault(heard => heard.Milliseconds <= milliseconds).Text ?? "";
        var isNew = text != _said;
        _said = text;
        if (isNew || AnswersEachPacket)
            await AnswerAsync(text, isLast: false);
    }

    private Task AnswerAsync(string text, bool isLast)
    {
        _sequence++;
        var result = new Dictionary<string, object> { ["text"] = text, ["utterances"] = new[] { new { text, start_time = 0, end_time = 1705, definite = isLast } } };
        var answer = new Dictionary<string, object>
        {
            ["audio_info"] = new { duration = utterance.Pcm.Count / BytesPerMillisecond },
            ["result"] = hearing.ResultIsList ? new[] { result } : result,
        };
        if (hearing.Day == DoubaoDay.New)
            (answer["mood"], result["words_per_minute"]) = (new[] { "new" }, 120);
        var number = isLast && hearing.NegativeLast ? -_sequence : _sequence;
        return socket.SendAsync(DoubaoWire.Answer(JsonSerializer.Serialize(answer), hearing.Sequence ? number : null, isLast, _gzip));
    }

    private static JsonElement Check(byte[] payload)
    {
        var json = JsonElement.Parse(payload);
        if (_request.Check(json) is { } wrong)
            throw new DoubaoRefusal(45000001, wrong);
        var (audio, request) = (json.GetProperty("audio"), json.GetProperty("request"));
        if (audio.GetProperty("format").GetString() is not ("pcm" or "wav" or "ogg" or "mp3"))
            throw new DoubaoRefusal(45000151, "audio.format is not supported");
        if (audio.TryGetProperty("rate", out var rate) && rate.GetInt32() != 16_000)
            throw new DoubaoRefusal(45000151, "audio.rate is not supported");
        if (request.GetProperty("model_name").GetString() != "bigmodel")
            throw new DoubaoRefusal(45000001, "request.model_name is not known");
        if (request.TryGetProperty("end_window_size", out var silence) && silence.GetInt32() < 200)
            throw new DoubaoRefusal(45000001, "request.end_window_size is too small");
        if (request.TryGetProperty("corpus", out var corpus) && corpus.TryGetProperty("context", out var context)
            && _context.Check(JsonElement.Parse(context.GetString()!)) is { } wrongContext)
            throw new DoubaoRefusal(45000001, $"request.corpus.context: {wrongContext}");
        return json;
    }

    private async Task<DoubaoClientMessage?> ReceiveAsync() => await socket.ReceiveAsync() switch
    {
        null => null,
        { IsText: true } => throw new DoubaoRefusal(45000001, "binary messages only"),
        var message => DoubaoWire.Read(message.Bytes),
    };
}
