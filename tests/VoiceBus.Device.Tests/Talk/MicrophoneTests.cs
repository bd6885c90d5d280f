using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Audio;
using VoiceBus.Device.Talk;
using VoiceBus.Device.Tests.Scripted;

namespace VoiceBus.Device.Tests.Talk;

public sealed class MicrophoneTests
{
    private static readonly TimeSpan _frame = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task Sends_one_frame_per_frames_time_and_marks_the_last_voiced_one()
    {
        var time = new FakeTimeProvider();
        var arrived = Channel.CreateUnbounded<int>();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            while (true)
                await arrived.Writer.WriteAsync((await line.ReadAudioAsync()).Payload.Length);
        });
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = server.Url, Time = time }, Limit.Token());
        var timeline = new TalkTimeline("end of speech");
        // 3 frames of voice, then 2 frames of silence in the file itself.
        var microphone = new Microphone(device, new WavAudio([.. Sounds.Tone(16000, 0.18), .. new short[1920]], 16000), timeline);
        using var off = new CancellationTokenSource();
        var running = microphone.RunAsync(staysOn: true, off.Token);

        for (var sent = 1; sent <= 8; sent++)
        {
            await SpinUntilAsync(() => microphone.FramesSent >= sent);
            (await arrived.Reader.ReadAsync(Limit.Token())).ShouldBeGreaterThan(0);
            // Nothing more goes out while the clock stands still.
            microphone.FramesSent.ShouldBe(sent);
            microphone.Speaking.ShouldBe(sent < 3);
            time.Advance(_frame);
        }

        await SpinUntilAsync(() => microphone.FramesSent == 9);
        timeline.MarkStt(device.Now);
        // The clock was moved frame by frame: voice ended with the third frame at 120 ms, stt came at 480 ms.
        timeline.Line().ShouldBe("end of speech → stt 360 ms");
        await off.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task A_push_to_talk_microphone_ends_with_the_recording()
    {
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync(async line =>
        {
            await line.GreetAsync();
            await line.UntilHangUpAsync();
        });
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = server.Url, Time = time }, Limit.Token());
        var microphone = new Microphone(
            device, new WavAudio(Sounds.Tone(16000, 0.15), 16000), new TalkTimeline("end of speech"));
        var running = microphone.RunAsync(staysOn: false, Limit.Token());
        while (!running.IsCompleted)
        {
            time.Advance(_frame);
            await Task.Yield();
        }

        await running;
        device.Counts.AudioSent.ShouldBe(3);
        microphone.Speaking.ShouldBeFalse();
    }

    private static async Task SpinUntilAsync(Func<bool> reached)
    {
        var limit = Limit.Token();
        while (!reached())
        {
            limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
