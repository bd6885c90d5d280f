using System.Text.Json;
using Microsoft.AspNetCore.Http;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Testing.Vendors.HttpVoice;

/// <summary>
/// Voices that people run at home, each under its own path, with its own words for an error. Public sources: xinnan-tech/xiaozhi-esp32-server
/// <c>tts/gpt_sovits_v2.py</c>, <c>gpt_sovits_v3.py</c>, <c>fishspeech.py</c>, <c>index_stream.py</c> and the servers' own
/// <c>api_v2.py</c>, <c>api.py</c> (RVC-Boss/GPT-SoVITS), <c>tools/server</c> (fishaudio/fish-speech), Ksuriuri/index-tts-vllm,
/// <c>demos/speech_server</c> (PaddlePaddle/PaddleSpeech). All say a second of 440 Hz at 32 kHz.
/// </summary>
public sealed class FakeLocalVoices : HttpStandIn
{
    /// <summary>Samples a second of what they say, Hz.</summary>
    public const int Rate = 32_000;

    private static readonly string[] _sovitsLanguages = ["auto", "auto_yue", "en", "zh", "ja", "yue", "ko", "all_zh", "all_ja"];
    private static readonly string[] _sovitsNames = ["中文", "英文", "日文", "zh", "en", "ja"];

    /// <summary>What they say.</summary>
    public static short[] Speech { get; } = Tones.Sine(440, Rate, Rate);

    /// <summary>Starts them.</summary>
    public static async Task<FakeLocalVoices> StartAsync(params BadDay[] script)
    {
        var server = new FakeLocalVoices();
        server.Script(script);
        await ((HttpStandIn)server).StartAsync();
        return server;
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext context, StandInRequest request) => (request.Method, request.Path) switch
    {
        ("POST", "/tts") when request.Json.TryGetProperty("character", out _) => IndexAsync(context, request),
        ("POST", "/tts") => SovitsAsync(context, request),
        ("GET", "/") => SovitsV3Async(context, request),
        ("POST", "/v1/tts") => FishAsync(context, request),
        ("POST", "/paddlespeech/tts") => PaddleAsync(context, request),
        _ => throw new VendorRefusalException(404, "not_found", "Not Found"),
    };

    /// <inheritdoc/>
    protected override Task RefuseAsync(HttpContext context, VendorRefusalException refusal) => context.Request.Path.Value switch
    {
        "/v1/tts" or "/paddlespeech/tts" => context.Response.WriteAsJsonAsync(new { detail = refusal.Message }),
        _ => context.Response.WriteAsJsonAsync(new { message = refusal.Message }),
    };

    private static async Task SovitsAsync(HttpContext context, StandInRequest request)
    {
        var body = new Members(request.Json);
        body.Text("text");
        OneOf(body.Text("text_lang"), _sovitsLanguages, "text_lang");
        body.Text("ref_audio_path");
        OneOf(body.Text("prompt_lang"), _sovitsLanguages, "prompt_lang");
        body.MayText("prompt_text");
        body.MayNumber("speed_factor", 0.1, 5);
        var streams = body.MayFlag("streaming_mode") ?? false;
        OneOf(body.MayText("media_type") ?? "wav", ["wav", "raw", "ogg", "aac"], "media_type");
        body.NoMore();
        await SendAsync(context, "audio/wav", streams ? Tones.StreamedWav(Speech, Rate) : VoiceBus.Audio.WavFile.Build(Speech, Rate));
    }

    private static async Task SovitsV3Async(HttpContext context, StandInRequest request)
    {
        var query = new Members(JsonSerializer.SerializeToElement(request.Query), "query");
        query.Text("refer_wav_path");
        query.Text("prompt_text");
        OneOf(query.Text("prompt_language"), _sovitsNames, "prompt_language");
        query.Text("text");
        OneOf(query.Text("text_language"), _sovitsNames, "text_language");
        query.NoMore();
        await SendAsync(context, "audio/wav", VoiceBus.Audio.WavFile.Build(Speech, Rate));
    }

    private static async Task FishAsync(HttpContext context, StandInRequest request)
    {
        if (request.Headers.GetValueOrDefault("Content-Type") is not ("application/json" or "application/msgpack"))
            throw new VendorRefusalException(415, "unsupported", "Unsupported media type");
        var body = new Members(request.Json);
        body.Text("text");
        body.MayText("reference_id");
        var format = body.MayText("format") ?? "wav";
        OneOf(format, ["wav", "mp3", "flac"], "format");
        if ((body.MayFlag("streaming") ?? false) && format != "wav")
            throw new VendorRefusalException(400, "format", "Streaming only supports WAV format");
        body.NoMore();
        await SendAsync(context, "audio/wav", Tones.StreamedWav(Speech, Rate));
    }

    private static async Task IndexAsync(HttpContext context, StandInRequest request)
    {
        var body = new Members(request.Json);
        body.Text("text");
        body.Text("character");
        body.NoMore();
        await SendAsync(context, "audio/wav", VoiceBus.Audio.WavFile.Build(Speech, Rate));
    }

    private static async Task PaddleAsync(HttpContext context, StandInRequest request)
    {
        var body = new Members(request.Json);
        var text = body.Text("text");
        body.MayNumber("spk_id", 0, 1000);
        var speed = body.MayNumber("speed", 0.01, 3);
        var volume = body.MayNumber("volume", 0.01, 3);
        body.MayNumber("sample_rate", 0, 48_000);
        body.MayText("save_path");
        body.NoMore();
        await context.Response.WriteAsJsonAsync(new
        {
            success = true,
            code = 200,
            message = new { description = "success" },
            result = new { lang = "zh", text, speed, volume, audio = Convert.ToBase64String(VoiceBus.Audio.WavFile.Build(Speech, Rate)) },
        });
    }

    private static void OneOf(string value, string[] known, string name)
    {
        if (!known.Contains(value))
            throw new VendorRefusalException(400, "invalid", $"{name}: {value} is not supported");
    }

    private static async Task SendAsync(HttpContext context, string type, byte[] sound)
    {
        context.Response.ContentType = type;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(sound, context.RequestAborted);
    }
}
