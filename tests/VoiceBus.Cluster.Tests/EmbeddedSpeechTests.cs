using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Device;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Cluster.Tests;

/// <summary>The program as it ships: embedded speech on workers, a device that talks a recording to a gateway.</summary>
[Collection(ChaosCollection.Name)]
public sealed class EmbeddedSpeechTests(SharedBroker shared)
{
    [Fact]
    public async Task A_recording_is_understood_and_answered_though_the_worker_dies_that_hears_it()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(170));
        await using var cluster = await LocalCluster.StartAsync(1, 2, deadline.Token, scripted: false, broker: shared.Broker);
        await using var device = await Talking.ConnectAsync(cluster.Gateways[0].Socket, "02:00:00:00:0a:01", deadline.Token);

        var undisturbed = await TalkAsync(device, () => Task.CompletedTask, deadline.Token);
        undisturbed.Transcript.ShouldNotBeEmpty();
        undisturbed.Sentences.ShouldNotBeEmpty();
        var disturbed = await TalkAsync(device, () => KillWhoHearsAsync(cluster, deadline.Token), deadline.Token);

        disturbed.Transcript.ShouldBe(undisturbed.Transcript);
        disturbed.Sentences.ShouldBe(undisturbed.Sentences);
        disturbed.Starts.ShouldBe(1);
    }

    private static async Task KillWhoHearsAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        var hears = await Condition.FoundAsync(
            async token =>
            {
                foreach (var worker in cluster.Workers)
                {
                    var status = await worker.GetAsync("/api/event-bus/status", token);
                    var queues = status.GetProperty("nodes")[0].GetProperty("queues").EnumerateArray();
                    if (queues.Any(static queue => queue.GetProperty("type").GetString() == "asr" && queue.GetProperty("in_flight").GetInt32() > 0))
                        return worker;
                }
                return null;
            },
            cancellationToken);
        await hears.KillAsync();
    }

    /// <summary>Speaks a recording by push to talk.</summary>
    private static async Task<HeardAnswer> TalkAsync(DeviceClient device, Func<Task> inTheMiddle, CancellationToken cancellationToken)
    {
        var packets = Talking.Encode(RecordedSpeech.GoForward.Audio.Samples);
        await device.ListenStartAsync(ListenMode.Manual, cancellationToken);
        for (var i = 0; i < packets.Length; i++)
        {
            if (i == packets.Length * 2 / 3)
                await inTheMiddle();
            await device.SendAudioAsync(packets[i], cancellationToken);
        }
        await device.ListenStopAsync(cancellationToken);
        return await device.ListenAsync(cancellationToken);
    }
}
