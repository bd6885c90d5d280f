using VoiceBus.Audio.Opus;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Screenplays;

public sealed class FiftySessionsTests
{
    private const int Sessions = 50;
    private const int Frames = 20;

    [Fact]
    public async Task Fifty_devices_talk_at_once_and_each_gets_its_own_words_in_order_and_at_pace()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await using var scripted = await ScriptedServer.StartAsync(framesPerSentence: Frames);
        scripted.Answer = heard => $"First for {heard}. Second for {heard}. Third for {heard}.";
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(n => TalkAsync(scripted.Server, n, deadline.Token)));

        await scripted.ShouldBecomeQuietAsync();
        var queues = scripted.Server.Bus.GetStatus().Queues;
        queues.Sum(queue => queue.Failed + queue.Cancelled).ShouldBe(0);
        queues.Single(queue => queue.Type == VoiceBus.ServiceType.Tts).Completed.ShouldBe(Sessions * 2 * 3);
    }

    private static async Task TalkAsync(RunningServer server, int n, CancellationToken ct)
    {
        await using var device = await server.ConnectAsync(ct, $"02:00:00:00:01:{n:x2}");
        await device.PushToTalkAsync(ct);
        await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct);
        var turn = await device.TypeAsync($"device {n}", ct);

        var expected = new[] { $"First for device {n}.", $"Second for device {n}.", $"Third for device {n}." };
        turn.Sentences.ShouldBe(expected);
        Bracketed(turn.Events).ShouldBe([.. expected.SelectMany(text => new[] { $"[{text}", $"{Frames} frames", $"{text}]" })]);
        Paced(turn.Events);
    }

    /// <summary>Subtitles with the number of frames between them.</summary>
    private static List<string> Bracketed(IReadOnlyList<DeviceEvent> events)
    {
        var log = new List<string>();
        var frames = 0;
        foreach (var received in events)
        {
            if (received is AudioReceived)
                frames++;
            if (received is MessageReceived { Message: ServerMessage.SentenceStart start })
                log.Add($"[{start.Text}");
            if (received is MessageReceived { Message: ServerMessage.SentenceEnd end })
            {
                log.Add($"{frames} frames");
                log.Add($"{end.Text}]");
                frames = 0;
            }
        }

        return log;
    }

    /// <summary>
    /// All frames, and no faster than they are played: a machine under load may delay frames and let some arrive together,
    /// but the speech as a whole takes its time. The exact schedule is asserted on a virtual clock (DevicePlaybackTests).
    /// </summary>
    private static void Paced(IReadOnlyList<DeviceEvent> events)
    {
        var at = events.OfType<AudioReceived>().Select(audio => audio.At.TotalMilliseconds).ToArray();
        at.Length.ShouldBe(Frames * 3);
        (at[^1] - at[0]).ShouldBeGreaterThan((Frames * 3 - 1) * 60 * 0.3);
    }
}
