using VoiceBus.Audio;
using VoiceBus.Audio.Opus;
using VoiceBus.Device.Tests.Connection;
using VoiceBus.Device.Tests.Scripted;
using VoiceBus.Protocol;

namespace VoiceBus.Device.Tests.Talk;

public sealed class TalkCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicebus-talk");
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string Reply => Path.Combine(_folder.FullName, "reply.wav");

    [Theory]
    [InlineData("auto", 1, 60)]
    [InlineData("manual", 2, 20)]
    [InlineData("realtime", 3, 40)]
    public async Task Says_a_wav_and_records_the_answer(string mode, int protocol, int frame)
    {
        var heard = new TaskCompletionSource<(ClientMessage.Hello Hello, double Rms)>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            var hello = await line.GreetAsync();
            await line.ReadAsync<ClientMessage.ListenStart>();
            heard.SetResult((hello, await HearAsync(line, mode, hello.Audio)));
            await AnswerAsync(line, Sounds.Reply(5));
            await line.UntilHangUpAsync();
        });
        var code = await RunAsync(
            "talk", Wav(22050, 0.3), "--url", server.Url.ToString(), "--mode", mode,
            "--protocol", protocol.ToString(), "--frame", frame.ToString(), "--out", Reply);

        _error.ToString().ShouldBe("");
        code.ShouldBe(0);
        var (hello, rms) = await heard.Task;
        hello.Version.ShouldBe(protocol);
        hello.Audio.FrameDuration.ShouldBe(frame);
        rms.ShouldBe(8000 / Math.Sqrt(2), 1200);
        var text = _out.ToString();
        text.ShouldContain("you said: 你好");
        text.ShouldContain("🙂 (happy)");
        text.ShouldContain("reply: One.");
        text.ShouldMatch(@"end of speech → stt -?\d+ ms → first word -?\d+ ms → first audio -?\d+ ms");
        var reply = WavFile.Parse(await File.ReadAllBytesAsync(Reply));
        reply.SampleRate.ShouldBe(24000);
        reply.Samples.Length.ShouldBe(5 * 1440);
        Sounds.Rms(reply.Samples.AsSpan(2000)).ShouldBe(8000 / Math.Sqrt(2), 1200);
    }

    [Fact]
    public async Task Pcm_goes_up_and_comes_down_unencoded()
    {
        var pcm = AudioParams.ServerDefault with { Format = "pcm" };
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            var hello = await line.GreetAsync(pcm);
            hello.Audio.Format.ShouldBe("pcm");
            (await line.ReadAudioAsync()).Payload.Length.ShouldBe(1920);
            await AnswerAsync(line, [.. Enumerable.Range(0, 3).Select(_ => new byte[2880])]);
            await line.UntilHangUpAsync();
        });
        (await RunAsync("talk", Wav(16000, 0.2), "--url", server.Url.ToString(), "--format", "pcm", "--out", Reply))
            .ShouldBe(0, _error.ToString());
        WavFile.Parse(await File.ReadAllBytesAsync(Reply)).Samples.Length.ShouldBe(3 * 1440);
    }

    [Fact]
    public async Task A_typed_text_needs_no_microphone()
    {
        var typed = new TaskCompletionSource<string>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            typed.SetResult((await line.ReadAsync<ClientMessage.ListenDetect>()).Text);
            await line.SendBinaryAsync(Sounds.Reply(1)[0]); // outside the bracket: a device throws it away
            await AnswerAsync(line, Sounds.Reply(2));
            await line.UntilHangUpAsync();
        });
        (await RunAsync("talk", "--text", "what time is it", "--url", server.Url.ToString(), "--out", Reply)).ShouldBe(0);
        (await typed.Task).ShouldBe("what time is it");
        _out.ToString().ShouldContain("text sent → stt");
        WavFile.Parse(await File.ReadAllBytesAsync(Reply)).Samples.Length.ShouldBe(2 * 1440);
    }

    [Theory]
    [InlineData(false, 0, "no audio after it")]
    [InlineData(true, 1, "2 audio frames after it")]
    public async Task Interrupts_and_tells_whether_the_server_really_stopped(bool rude, int expected, string told)
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.ReadAsync<ClientMessage.ListenDetect>();
            await line.SendAsync(ServerMessages.TtsStart("s"));
            foreach (var packet in Sounds.Reply(4))
                await line.SendAudioAsync(packet);
            await line.ReadAsync<ClientMessage.Abort>();
            await line.SendAsync(ServerMessages.TtsStop("s"));
            foreach (var packet in Sounds.Reply(rude ? 2 : 0))
                await line.SendAudioAsync(packet);
            await line.UntilHangUpAsync();
        });
        (await RunAsync("talk", "--text", "hi", "--url", server.Url.ToString(), "--out", Reply, "--abort-after", "0.05")).ShouldBe(expected);
        _out.ToString().ShouldMatch($@"abort → tts stop \d+ ms, {told}");
    }

    [Fact]
    public async Task Talking_over_a_reply_in_realtime_waits_for_the_next_one()
    {
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.ReadAudioAsync(); // the first of fifty frames: the user is still speaking, for three seconds
            await AnswerAsync(line, Sounds.Reply(1));
            for (var frame = 0; frame < 51; frame++)
                await line.ReadAudioAsync();
            await AnswerAsync(line, Sounds.Reply(2));
            await line.UntilHangUpAsync();
        });
        (await RunAsync("talk", Wav(16000, 3), "--mode", "realtime", "--url", server.Url.ToString(), "--out", Reply))
            .ShouldBe(0, _error.ToString());
        WavFile.Parse(await File.ReadAllBytesAsync(Reply)).Samples.Length.ShouldBe(3 * 1440);
    }

    [Fact]
    public async Task An_mcp_server_behind_the_socket_answers_while_it_talks()
    {
        var listed = new TaskCompletionSource<int>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            var hello = await line.GreetAsync();
            hello.Features.Mcp.ShouldBeTrue();
            await line.SendAsync(ServerMessages.Mcp("s", """{"jsonrpc":"2.0","id":2,"method":"tools/list"}"""u8.ToArray()));
            var answer = await line.ReadAsync<ClientMessage.Mcp>();
            listed.SetResult(answer.Payload.GetProperty("result").GetProperty("tools").GetArrayLength());
            await AnswerAsync(line, Sounds.Reply(1));
            await line.UntilHangUpAsync();
        });
        (await RunAsync("talk", "--text", "hi", "--url", server.Url.ToString(), "--out", Reply)).ShouldBe(0);
        (await listed.Task).ShouldBe(3);
    }

    [Fact]
    public async Task A_missing_server_is_one_clear_line()
    {
        var url = DeviceClientConnectTests.UnusedAddress();
        (await RunAsync("talk", "--text", "hi", "--url", url.ToString())).ShouldBe(1);
        _error.ToString().Trim().ShouldBe($"no server answers at {url}: start it with ./voicebus run");
    }

    [Fact]
    public async Task Silence_hanging_up_and_hearing_nothing_are_failures_in_words()
    {
        await FailsAsync(line => line.UntilHangUpAsync(), "the server was silent for 0.3 s", "--timeout", "0.3");
        await FailsAsync(
            line => line.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, "bye"),
            "the connection ended before the reply did (ServerClosed: 1000 bye)");
        await FailsAsync(
            async line =>
            {
                await line.SendAsync(ServerMessages.TtsStop("s"));
                await line.UntilHangUpAsync();
            },
            "heard nothing");
        await FailsAsync(line => AnswerAsync(line, []), "the reply had no audio");
        await FailsAsync(line => AnswerAsync(line, [[0xFF, 0]]), "1 of 1 audio frames could not be decoded");
        await FailsAsync(line => AnswerAsync(line, Sounds.Reply(1)), "before it was to be interrupted", "--abort-after", "9");
    }

    [Theory]
    [InlineData("talk")]
    [InlineData("talk", "a.wav", "--text", "hi")]
    [InlineData("talk", "--text", "hi", "--protocol", "4")]
    [InlineData("talk", "--text", "hi", "--frame", "25")]
    [InlineData("talk", "--text", "hi", "--mode", "loud")]
    [InlineData("talk", "--text", "hi", "--url", "http://x")]
    [InlineData("talk", "--text", "hi", "--timeout", "soon")]
    [InlineData("dance")]
    public async Task Wrong_usage_is_2_and_says_how(params string[] args)
    {
        (await RunAsync(args)).ShouldBe(2);
        _error.ToString().ShouldContain("--help");
    }

    [Fact]
    public async Task A_missing_or_foreign_file_is_told_before_connecting()
    {
        (await RunAsync("talk", Path.Combine(_folder.FullName, "none.wav"))).ShouldBe(1);
        _error.ToString().ShouldContain("there is no file none.wav");
        var text = Path.Combine(_folder.FullName, "text.wav");
        await File.WriteAllTextAsync(text, "hello");
        (await RunAsync("talk", text)).ShouldBe(1);
        _error.ToString().ShouldContain("text.wav: not a WAV file");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task FailsAsync(Func<ScriptedConnection, Task> afterText, string told, params string[] more)
    {
        _error.GetStringBuilder().Clear();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.ReadAsync<ClientMessage.ListenDetect>();
            await afterText(line);
            await line.UntilHangUpAsync();
        });
        (await RunAsync(["talk", "--text", "hi", "--url", server.Url.ToString(), "--out", Reply, .. more])).ShouldBe(1);
        _error.ToString().ShouldContain(told);
    }

    private Task<int> RunAsync(params string[] args) =>
        DeviceCommandLine.RunAsync(args, _out, _error, TimeProvider.System, Limit.Token());

    private string Wav(int rate, double seconds)
    {
        var path = Path.Combine(_folder.FullName, "say.wav");
        File.WriteAllBytes(path, WavFile.Build(Sounds.Tone(rate, seconds), rate));
        return path;
    }

    // The device's voice is 0.3 s long: in manual mode it ends with listen stop, otherwise with silence.
    private static async Task<double> HearAsync(ScriptedConnection line, string mode, AudioParams audio)
    {
        using var decoder = new OpusDecoder(16000);
        var samples = new List<short>();
        while (samples.Count < 16000 * (mode == "manual" ? 0.3 : 0.4))
        {
            var (payload, _) = await line.ReadAudioAsync();
            decoder.TryDecode(payload, out var pcm).ShouldBeTrue();
            pcm.Length.ShouldBe(audio.FrameSamples);
            samples.AddRange(pcm);
        }

        if (mode == "manual")
            await line.ReadAsync<ClientMessage.ListenStop>();
        return Sounds.Rms(samples.ToArray().AsSpan(1000, 3500));
    }

    private static async Task AnswerAsync(ScriptedConnection line, List<byte[]> audio)
    {
        await line.SendAsync(ServerMessages.Stt("s", "你好"));
        await line.SendAsync(ServerMessages.TtsStart("s"));
        await line.SendAsync(ServerMessages.Llm("s", "happy", "🙂"));
        await line.SendAsync(ServerMessages.SentenceStart("s", "One."));
        foreach (var packet in audio)
            await line.SendAudioAsync(packet);
        await line.SendAsync(ServerMessages.TtsStop("s"));
    }
}
