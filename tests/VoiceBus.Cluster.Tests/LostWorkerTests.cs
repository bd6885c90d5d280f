using VoiceBus.Chaos;
using VoiceBus.Chaos.Devices;
using VoiceBus.Chaos.Nodes;
using VoiceBus.Device;

namespace VoiceBus.Cluster.Tests;

/// <summary>A worker is killed in the middle of a turn: its device hears the whole answer all the same.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LostWorkerTests(SharedCluster shared)
{
    // A whole number of the listener's windows.
    private const int Frames = 16;
    private readonly LocalCluster _cluster = shared.Cluster;

    [Theory]
    [InlineData("asr")]
    [InlineData("llm")]
    [InlineData("tts")]
    public async Task A_turn_survives_the_worker_that_dies_in_it(string stage)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await using var device = await Talking.ConnectAsync(_cluster.Gateways[0].Socket, $"02:00:00:00:05:{stage}", deadline.Token);
        _cluster.Hold(stage);
        await device.BeginSpeakingAsync(Frames, deadline.Token);
        await device.ListenStopAsync(deadline.Token);
        var dying = await _cluster.HeldAsync(stage, deadline.Token);

        await dying.KillAsync();
        await _cluster.StartAsync("worker", deadline.Token);

        var answer = await device.ListenAsync(deadline.Token);
        answer.Transcript.ShouldBe(Script.Understood(TimeSpan.FromMilliseconds(Frames * 60)));
        answer.Sentences.ShouldBe(HeardAnswer.Whole(answer.Transcript));
        answer.Starts.ShouldBe(1);
    }
}
