using VoiceBus.Audio;
using VoiceBus.Audio.Opus;
using VoiceBus.Device;
using VoiceBus.Device.Talk;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;
using Microphone = VoiceBus.Device.Talk.Microphone;
using WavFile = VoiceBus.Testing.Speech.WavFile;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>What a device heard of one turn.</summary>
/// <param name="Transcript">What it was understood to say.</param>
/// <param name="Sentences">Subtitles in order.</param>
/// <param name="Audio">The reply, 24 kHz.</param>
/// <param name="Events">Everything received.</param>
internal sealed record HeardTurn(string Transcript, IReadOnlyList<string> Sentences, WavFile Audio, IReadOnlyList<DeviceEvent> Events)
{
    public string Text => string.Join(' ', Sentences);

    /// <summary>The sentences less what is said while a tool takes its time: on a busy machine any does.</summary>
    public IReadOnlyList<string> Answer => [.. Sentences.Where(sentence => sentence is not ("One moment." or "请稍等。"))];
}

/// <summary>Talks to a server as a device does, in real time.</summary>
internal static class Conversing
{
    /// <summary>Plays a recording into the microphone and listens to the answer.</summary>
    public static async Task<HeardTurn> SayAsync(this DeviceClient device, WavFile recording, ListenMode mode, CancellationToken ct)
    {
        using var micOff = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var at16 = AudioStreams.Resample(recording, 16_000);
        var microphone = new Microphone(device, new WavAudio(at16.Samples, at16.SampleRate), new TalkTimeline("end of speech"));
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, mode), ct);
        var speaking = microphone.RunAsync(staysOn: mode != ListenMode.Manual, micOff.Token);
        if (mode == ListenMode.Manual)
        {
            await speaking;
            await device.SendTextAsync(ClientMessages.ListenStop(device.SessionId), ct);
        }

        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct);
        await micOff.CancelAsync();
        await speaking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Understand(events);
    }

    /// <summary>Types a text and listens to the answer.</summary>
    public static async Task<HeardTurn> TypeAsync(this DeviceClient device, string text, CancellationToken ct)
    {
        await device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, text), ct);
        return Understand(await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct));
    }

    /// <summary>The voice was asked for every sentence shown, and what it spoke was heard to the end.</summary>
    public static void ShouldHaveBeenSpoken(this HeardTurn turn, IReadOnlyList<(string Text, TimeSpan Audio)> said)
    {
        var spoken = TimeSpan.Zero;
        foreach (var sentence in turn.Sentences)
        {
            said.Select(static one => one.Text).ShouldContain(sentence);
            spoken += said.First(one => one.Text == sentence).Audio;
        }

        turn.Audio.Duration.ShouldBeGreaterThan(spoken * 0.95);
    }

    private static HeardTurn Understand(IReadOnlyList<DeviceEvent> events)
    {
        using var decoder = new OpusDecoder(24_000);
        var samples = new List<short>();
        foreach (var audio in events.OfType<AudioReceived>())
        {
            decoder.TryDecode(audio.Payload.Span, out var pcm).ShouldBeTrue("the server sent a packet that is not Opus");
            samples.AddRange(pcm);
        }

        var messages = events.OfType<MessageReceived>().Select(received => received.Message).ToArray();
        return new HeardTurn(
            messages.OfType<ServerMessage.Stt>().LastOrDefault()?.Text ?? "",
            [.. messages.OfType<ServerMessage.SentenceStart>().Select(sentence => sentence.Text)],
            new WavFile([.. samples], 24_000),
            events);
    }
}
