using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Providers.Assistant;

namespace VoiceBus.EndToEnd.Tests.Tools;

/// <summary>Hanging up and playing sounds, as a device meets them.</summary>
public sealed class SessionToolsTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-sounds-").FullName;

    private CancellationToken Deadline => _limit.Token;

    public ValueTask DisposeAsync()
    {
        _limit.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_goodbye_is_answered_and_the_socket_closed_after_tts_stop()
    {
        await using var scripted = await ScriptedServer.StartAsync(mind: static () => new BuiltInAssistant(TimeProvider.System));
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        var heard = await device.TypeAsync("Goodbye!", Deadline);

        heard.Sentences.ShouldBe(["Goodbye, take care!"]);
        (await device.Completion.WaitAsync(Deadline)).Reason.ShouldBe(DeviceEndReason.ServerClosed);
        await scripted.ShouldBecomeQuietAsync();
        (await scripted.Events.TheOneAsync<SessionClosed>()).Reason.ShouldBe("the conversation was ended");
    }

    [Fact]
    public async Task A_sound_is_heard_at_playing_speed_and_stops_when_told()
    {
        var tone = new short[24_000 * 20];
        for (var i = 0; i < tone.Length; i++)
            tone[i] = (short)(12_000 * Math.Sin(2 * Math.PI * 440 * i / 24_000));
        File.WriteAllBytes(Path.Combine(_folder, "white-noise.wav"), Wav(tone));
        await using var scripted = await ScriptedServer.StartAsync(
            mind: static () => new BuiltInAssistant(TimeProvider.System), args: ["--VoiceBus:Tools:Sounds", _folder]);
        await using var device = await scripted.Server.ConnectAsync(Deadline);
        await device.DetectAsync("Please play the sound white noise.", Deadline);
        var before = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.SentenceStart { Text: "♪ white-noise" } }, Deadline);
        var packets = 0;
        await device.ReadUntilAsync(e => e is AudioReceived && ++packets == 12, Deadline);
        await device.SendTextAsync(ClientMessages.Abort(device.SessionId, null), Deadline);
        var after = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, Deadline);

        before.OfType<MessageReceived>().Select(static e => e.Message).OfType<ServerMessage.SentenceStart>().First().Text.ShouldBe("Here it is.");
        after.OfType<AudioReceived>().Count().ShouldBeLessThan(100, "the rest of twenty seconds was not sent");
        (await scripted.Events.TheOneAsync<TurnEnded>()).Ending.ShouldBe("interrupted");
        (await device.TypeAsync("What time is it?", Deadline)).Sentences.ShouldNotBeEmpty();
    }

    private static byte[] Wav(short[] samples)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (samples.Length * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(24_000);
        writer.Write(48_000);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples.Length * 2);
        foreach (var sample in samples)
            writer.Write(sample);
        return stream.ToArray();
    }
}
