using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceBus.Audio;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Testing.Vendors.OpenAi;

/// <summary>
/// OpenAI's transcriptions and speech. Public sources: livekit/agents <c>livekit-plugins-openai</c> <c>stt.py</c> and <c>tts.py</c>,
/// xinnan-tech/xiaozhi-esp32-server <c>asr/openai.py</c> and <c>tts/siliconflow.py</c>, remsky/Kokoro-FastAPI
/// <c>api/src/routers/openai_compatible.py</c>; the vendor's own client talks to it in a test. It takes the key <c>sk-stand-in</c> (any other is refused), and members and values as strictly as OpenAI. It hears
/// "hello stand-in", and says a second of 440 Hz.
/// </summary>
public sealed class FakeOpenAiAudio : HttpStandIn
{
    /// <summary>The key it takes.</summary>
    public const string Key = "sk-stand-in";

    private const int SpeechRate = 24_000;
    private static readonly string[] _formats = ["mp3", "opus", "aac", "flac", "wav", "pcm"];
    private static readonly string[] _heard = ["hello", " stand", "-in"];

    /// <summary>The address to configure.</summary>
    public Uri Url => new(Root, "/v1");

    /// <summary>Samples of what it says, at 24 kHz.</summary>
    public static short[] Speech { get; } = Tones.Sine(440, SpeechRate, SpeechRate);

    /// <summary>Starts it.</summary>
    public static async Task<FakeOpenAiAudio> StartAsync(params BadDay[] script)
    {
        var server = new FakeOpenAiAudio();
        server.Script(script);
        await ((HttpStandIn)server).StartAsync();
        return server;
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext context, StandInRequest request)
    {
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Key}")
            throw new VendorRefusalException(401, "invalid_api_key", "Incorrect API key provided.");
        return (request.Method, request.Path) switch
        {
            ("POST", "/v1/audio/transcriptions") => TranscribeAsync(context, request),
            ("POST", "/v1/audio/speech") => SpeakAsync(context, request),
            _ => throw new VendorRefusalException(404, "unknown_url", $"Unknown request URL: {request.Method} {request.Path}."),
        };
    }

    /// <inheritdoc/>
    protected override Task RefuseAsync(HttpContext context, VendorRefusalException refusal) => context.Response.WriteAsJsonAsync(
        new { error = new { message = refusal.Message, type = "invalid_request_error", param = (string?)null, code = refusal.Code } });

    private static async Task TranscribeAsync(HttpContext context, StandInRequest request)
    {
        var form = new Members(JsonSerializer.SerializeToElement(request.Form), "form");
        var model = form.Text("model");
        if (model is not ("whisper-1" or "gpt-4o-transcribe" or "gpt-4o-mini-transcribe"))
            throw new VendorRefusalException(404, "model_not_found", $"The model `{model}` does not exist.");
        if (form.MayText("language") is { } language && (language.Length is not (2 or 3) || language.Any(static c => !char.IsAsciiLetterLower(c))))
            throw new VendorRefusalException(400, "unsupported_language", $"Language '{language}' is not supported.");
        form.MayText("prompt");
        var format = form.MayText("response_format") ?? "json";
        if (format != "json" && model != "whisper-1")
            throw new VendorRefusalException(400, "unsupported_value", $"response_format '{format}' is not compatible with model '{model}'. Use 'json' instead.");
        if (form.MayText("temperature") is { } temperature && !double.TryParse(temperature, System.Globalization.CultureInfo.InvariantCulture, out _))
            throw new VendorRefusalException(400, "invalid_type", "temperature");
        var stream = form.MayText("stream") is "true" && model != "whisper-1";
        form.NoMore();
        CheckFile(request);
        if (stream)
            await StreamAsync(context);
        else
            await context.Response.WriteAsJsonAsync(new { text = string.Concat(_heard), usage = new { type = "tokens", total_tokens = 12 } });
    }

    private static void CheckFile(StandInRequest request)
    {
        if (request.Files is not [{ Member: "file" } file])
            throw new VendorRefusalException(400, "missing_required_parameter", "you must provide a file parameter");
        if (Path.GetExtension(file.FileName) is not (".wav" or ".mp3" or ".webm" or ".flac" or ".m4a" or ".ogg"))
            throw new VendorRefusalException(400, "unsupported_format", $"Unrecognized file format '{file.FileName}'.");
        if (file.Bytes.Length > 25 * 1000 * 1000)
            throw new VendorRefusalException(413, "content_too_large", "Maximum content size limit (26214400) exceeded.");
        if (WavFile.Parse(file.Bytes).Duration < TimeSpan.FromMilliseconds(100))
            throw new VendorRefusalException(400, "audio_too_short", "Audio file is too short. Minimum audio length is 0.1 seconds.");
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var word in _heard)
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { type = "transcript.text.delta", delta = word, logprobs = Array.Empty<int>() })}\n\n");
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { type = "transcript.text.done", text = string.Concat(_heard) })}\n\n");
        await context.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static async Task SpeakAsync(HttpContext context, StandInRequest request)
    {
        var body = new Members(request.Json);
        body.Text("model");
        if (body.Text("input").Length > 4096)
            throw new VendorRefusalException(400, "string_above_max_length", "[{'type': 'string_too_long', 'loc': ('body', 'input')}]");
        body.Text("voice");
        var format = body.MayText("response_format") ?? "mp3";
        if (!_formats.Contains(format))
            throw new VendorRefusalException(400, "invalid_value", $"response_format '{format}'");
        // Not OpenAI's own: SiliconFlow's.
        var rate = (int)(body.MayNumber("sample_rate", 8000, 48_000) ?? SpeechRate);
        body.MayNumber("speed", 0.25, 4);
        body.MayText("instructions");
        var events = (body.MayText("stream_format") ?? "audio") == "sse";
        body.NoMore();
        var (type, sound) = Coded(format, rate);
        if (events)
            await EventsAsync(context, sound);
        else
        {
            context.Response.ContentType = type;
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(sound);
        }
    }

    private static async Task EventsAsync(HttpContext context, byte[] sound)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        foreach (var piece in sound.Chunk(10_001))
            await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { type = "speech.audio.delta", audio = Convert.ToBase64String(piece) })}\n\n");
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(new { type = "speech.audio.done", usage = new { total_tokens = 9 } })}\n\n");
    }

    private static (string Type, byte[] Sound) Coded(string format, int rate)
    {
        var samples = rate == SpeechRate ? Speech : new WavAudio(Speech, SpeechRate).At(rate).Samples;
        return format switch
        {
            "wav" => ("audio/wav", Tones.StreamedWav(samples, rate)),
            "pcm" => ("audio/pcm", Tones.Bytes(samples)),
            "mp3" => ("audio/mpeg", Tones.Mp3),
            "opus" => ("audio/opus", Tones.Opus),
            _ => throw new VendorRefusalException(500, "server_error", "The stand-in has no such encoder."),
        };
    }
}
