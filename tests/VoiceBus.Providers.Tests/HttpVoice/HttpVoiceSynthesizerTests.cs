using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using VoiceBus.Core.Services;
using VoiceBus.Providers.HttpVoice;
using VoiceBus.Providers.Sound;
using VoiceBus.Providers.Tests.Connections.Http;
using VoiceBus.Testing;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.Http;
using VoiceBus.Testing.Vendors.HttpVoice;

namespace VoiceBus.Providers.Tests.HttpVoice;

public sealed partial class HttpVoiceSynthesizerTests : IAsyncLifetime, IDisposable
{
    private const string Awkward = "He said: \"{voice}\" & 你好\\\n<b>?=+ü";
    private static readonly SynthesisRequest _request = new("你好，世界。", Language: "zh-CN");
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly VendorRig _rig = new();
    private FakeLocalVoices _server = null!;

    public static TheoryData<string> Examples => [.. Entries.Keys];

    private static Dictionary<string, JsonElement> Entries { get; } = Fences().Matches(File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "providers", "http.md")))
        .Select(static match => JsonElement.Parse(match.Groups[1].Value)).ToDictionary(static entry => entry.GetProperty("name").GetString()!);

    public async Task InitializeAsync() => _server = await FakeLocalVoices.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_examples_of_the_page_speak(string name)
    {
        var options = Entries[name].GetProperty("options").Deserialize<HttpVoiceOptions>(_json)!;
        options = options with { Url = LocalHost().Replace(options.Url, _server.Root.AbsoluteUri) };

        var spoken = await SpeakAsync(options);

        spoken.SampleRate.ShouldBe(FakeLocalVoices.Rate);
        spoken.Samples.ShouldBe(FakeLocalVoices.Speech);
        if (_server.Requests[0].Method == "POST")
            _server.Requests[0].Json.GetProperty("text").GetString().ShouldBe(_request.Text);
        else
            _server.Requests[0].Query["text"].ShouldBe(_request.Text);
    }

    [Fact]
    public void The_page_has_all_five() => Entries.Count.ShouldBe(5);

    [Fact]
    public async Task A_text_arrives_as_it_is_wherever_it_stands()
    {
        var request = _request with { Text = Awkward, Voice = "a\"b" };
        await TryAsync(Options() with { Url = $"{_server.Root}echo/{{voice}}?q={{text}}&v={{speed}}", Method = HttpVoiceMethod.Get }, request);
        await TryAsync(Options() with { Body = Json("""{"a":{"b":["{text}","x {voice} y"]},"s":"{speed}","e":"{emotion}","n":null,"i":3}""") }, request with { Speed = 1.25 });
        await TryAsync(Options() with { BodyText = """{"t": "{text}", "s": {speed}}""" }, request);
        await TryAsync(Options() with { Form = new Dictionary<string, string> { ["t"] = "{text}", ["v"] = "{voice}" } }, request);
        await TryAsync(Options() with { BodyText = "<speak>{text}</speak>", ContentType = "application/ssml+xml; charset=utf-8" }, request);

        var asked = _server.Requests;
        asked[0].Query["q"].ShouldBe(Awkward);
        asked[0].Query["v"].ShouldBe("1");
        JsonElement.DeepEquals(
            asked[1].Json,
            JsonSerializer.SerializeToElement(new { a = new { b = new[] { Awkward, "x a\"b y" } }, s = 1.25, n = (string?)null, i = 3 })).ShouldBeTrue(asked[1].Json.ToString());
        asked[2].Json.GetProperty("t").GetString().ShouldBe(Awkward);
        asked[2].Json.GetProperty("s").GetInt32().ShouldBe(1);
        asked[3].Form["t"].ShouldBe(Awkward);
        System.Xml.Linq.XElement.Parse(System.Text.Encoding.UTF8.GetString(asked[4].Body), System.Xml.Linq.LoadOptions.PreserveWhitespace).Value.ShouldBe(Awkward);
        asked[4].Headers["Content-Type"].ShouldBe("application/ssml+xml; charset=utf-8");
    }

    [Fact]
    public async Task A_header_stays_one_line_of_ascii()
    {
        await TryAsync(Options() with { Headers = new Dictionary<string, string> { ["X-Text"] = "{text}", ["X-Key"] = "Bearer {key}" }, Key = "k-1234" }, _request with { Text = "a\r\nX-Evil: 1" });
        _server.Requests[0].Headers["X-Text"].ShouldBe("a  X-Evil: 1");
        _server.Requests[0].Headers["X-Key"].ShouldBe("Bearer k-1234");
        _server.Requests[0].Headers.ContainsKey("X-Evil").ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"data":{"audio":"PCM"}}""", "data.audio", AudioWriting.Auto)]
    [InlineData("""[{"x":["PCM"]}]""", "$[0].x[0]", AudioWriting.Base64)]
    [InlineData("""{"audio":"data:audio/pcm;base64,PCM"}""", "audio", AudioWriting.Auto)]
    [InlineData("""{"data":{"audio":"HEX"}}""", "$.data.audio", AudioWriting.Hex)]
    public async Task Sound_written_in_json_is_read(string answer, string path, AudioWriting writing)
    {
        var pcm = Tones.Bytes(FakeLocalVoices.Speech);
        _server.Script(BadDay.Answer(200, answer.Replace("PCM", Convert.ToBase64String(pcm)).Replace("HEX", Convert.ToHexString(pcm))));
        var spoken = await SpeakAsync(Options() with { AudioPath = path, AudioEncoding = writing, Format = SoundFormat.Pcm, SampleRate = 16_000 });
        spoken.SampleRate.ShouldBe(16_000);
        spoken.Samples.ShouldBe(FakeLocalVoices.Speech);
    }

    [Theory]
    [InlineData("/files/1.wav")]
    [InlineData("ROOTfiles/1.wav")]
    public async Task Sound_at_an_address_is_fetched(string address)
    {
        _server.Script(
            BadDay.Answer(200, $$"""{"url":"{{address.Replace("ROOT", _server.Root.AbsoluteUri)}}"}"""),
            BadDay.Pieces("audio/wav", VoiceBus.Audio.WavFile.Build(FakeLocalVoices.Speech, FakeLocalVoices.Rate)));
        var spoken = await SpeakAsync(Options() with { AudioPath = "url", Headers = new Dictionary<string, string> { ["X-Key"] = "k" } });
        spoken.Samples.ShouldBe(FakeLocalVoices.Speech);
        (_server.Requests[1].Method, _server.Requests[1].Path, _server.Requests[1].Headers["X-Key"]).ShouldBe(("GET", "/files/1.wav", "k"));
    }

    [Fact]
    public async Task A_key_does_not_travel_to_another_server()
    {
        await using var elsewhere = await FakeLocalVoices.StartAsync(BadDay.Pieces("audio/wav", VoiceBus.Audio.WavFile.Build(FakeLocalVoices.Speech, 32_000)));
        _server.Script(BadDay.Answer(200, $$"""{"url":"{{elsewhere.Root}}1.wav"}"""));
        await SpeakAsync(Options() with { AudioPath = "url", Headers = new Dictionary<string, string> { ["X-Key"] = "k" } });
        elsewhere.Requests.Single().Headers.ContainsKey("X-Key").ShouldBeFalse();
    }

    [Theory]
    [InlineData(400, """{"message":"text_lang: fr is not supported"}""", FailureKind.BadRequest, "refused the request")]
    [InlineData(200, """{"message":"tts failed"}""", FailureKind.BadResponse, "instead of speaking")]
    [InlineData(502, "<html>", FailureKind.Unavailable, "in trouble")]
    public async Task Every_refusal_has_its_name(int status, string body, FailureKind kind, string words)
    {
        _server.Script(BadDay.Answer(status, body));
        var failure = await Should.ThrowAsync<ProviderException>(() => SpeakAsync(Options()));
        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("""{"success":false,"code":500,"message":{"description":"no model"}}""", "without sound at result.audio (500)", "no model")]
    [InlineData("""{"result":{"audio":"!!"}}""", "not written as base64", null)]
    [InlineData("nothing", "no JSON", null)]
    public async Task Json_without_sound_is_an_error(string body, string words, string? detail)
    {
        _server.Script(BadDay.Answer(200, body));
        var failure = await Should.ThrowAsync<ProviderException>(() => SpeakAsync(Options() with { AudioPath = "result.audio" }));
        failure.Kind.ShouldBe(FailureKind.BadResponse);
        failure.Message.ShouldContain(words);
        failure.Detail.ShouldBe(detail);
    }

    [Fact]
    public async Task Who_leaves_hangs_up()
    {
        _server.Script(BadDay.HangAfter("audio/wav", Tones.StreamedWav(FakeLocalVoices.Speech, 32_000)));
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(_rig.Token);
        await using var voice = new HttpVoiceSynthesizer("home", Options(), _rig.Http);
        await using var frames = voice.SynthesizeAsync(_request, leave.Token).GetAsyncEnumerator();
        (await frames.MoveNextAsync()).ShouldBeTrue();
        frames.Current.Dispose();

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await frames.MoveNextAsync())
                frames.Current.Dispose();
        });
        await _server.Requests[0].Closed.WaitAsync(_rig.Token);
    }

    [Theory]
    [InlineData("""{"url":"ftp://x/{text}"}""", "http://")]
    [InlineData("""{"url":"/tts"}""", "http://")]
    [InlineData("""{"url":"http://x/{txt}"}""", "there is no {txt}")]
    [InlineData("""{"url":"http://x/","body":{"a":["{sped}"]}}""", "there is no {sped}")]
    [InlineData("""{"url":"http://x/","body_text":"{sped}"}""", "there is no {sped}")]
    [InlineData("""{"url":"http://x/","body":{},"form":{"a":"b"}}""", "one of the three")]
    [InlineData("""{"url":"http://x/","audio_path":"a..b"}""", "data.audio")]
    public void Wrong_options_are_told(string json, string words)
    {
        var options = JsonSerializer.Deserialize<HttpVoiceOptions>(json, _json)!;
        Should.Throw<ValidationException>(() => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true)).Message.ShouldContain(words);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_options_of_the_page_are_right(string name)
    {
        var options = Entries[name].GetProperty("options").Deserialize<HttpVoiceOptions>(_json)!;
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
    }

    private static JsonElement Json(string json) => JsonElement.Parse(json);

    private async Task TryAsync(HttpVoiceOptions options, SynthesisRequest request)
    {
        _server.Script(BadDay.Pieces("audio/wav", VoiceBus.Audio.WavFile.Build(FakeLocalVoices.Speech, 32_000)));
        await SpeakAsync(options, request);
    }

    private async Task<WavFile> SpeakAsync(HttpVoiceOptions options, SynthesisRequest? request = null)
    {
        await using var voice = new HttpVoiceSynthesizer("home", options, _rig.Http);
        return await AudioStreams.CollectAsync(voice.SynthesizeAsync(request ?? _request, _rig.Token));
    }

    private HttpVoiceOptions Options() => new() { Url = $"{_server.Root}tts" };

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"^http://localhost:\d+/")]
    private static partial Regex LocalHost();
}
