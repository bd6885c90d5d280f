using System.Globalization;
using VoiceBus.Chaos.Devices;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.Chaos.Measuring;

/// <summary>
/// What the broker adds to a turn: the same turns in turn on a node that has everything in memory and on a gateway whose
/// services are on a worker, so that both meet the same machine.
/// </summary>
internal static class LatencyRun
{
    private const int Turns = 60;
    private const int WarmUp = 5;
    private const int SpokenFrames = 16;

    /// <summary>Runs it and says what came out.</summary>
    public static async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var cluster = await LocalCluster.StartAsync(1, 1, cancellationToken);
        await using var alone = await NodeProcess.StartAsync(typeof(LatencyRun).Assembly.Location, "all", ["node"], []);
        await alone.WaitReadyAsync(cancellationToken);
        await using var far = await Talking.ConnectAsync(cluster.Gateways[0].Socket, "02:00:00:00:09:01", cancellationToken);
        await using var near = await Talking.ConnectAsync(alone.Socket, "02:00:00:00:09:02", cancellationToken);
        var lines = new List<string> { $"first audio after the end of what is asked, ms; {Turns} turns each, in turn" };
        foreach (var spoken in (bool[])[false, true])
        {
            var (memory, broker) = (new List<double>(), new List<double>());
            for (var turn = 0; turn < WarmUp + Turns; turn++)
            {
                var (one, other) = (await FirstAudioAsync(near, spoken, cancellationToken), await FirstAudioAsync(far, spoken, cancellationToken));
                if (turn < WarmUp)
                    continue;
                memory.Add(one);
                broker.Add(other);
            }
            var added = memory.Zip(broker, static (one, other) => other - one).Order().ToArray();
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{(spoken ? "spoken" : "typed"),-7} in memory {Median(memory):0.0}  over the broker {Median(broker):0.0}  added, median of pairs {added[added.Length / 2]:0.0}"));
        }
        return string.Join('\n', lines);
    }

    private static async Task<double> FirstAudioAsync(DeviceClient device, bool spoken, CancellationToken cancellationToken)
    {
        if (spoken)
        {
            await device.BeginSpeakingAsync(SpokenFrames, cancellationToken);
            await device.ListenStopAsync(cancellationToken);
        }
        else
            await device.DetectAsync("the time", cancellationToken);
        var asked = device.Now;
        var heard = await device.ReadUntilAsync(static received => received is AudioReceived, cancellationToken);
        await device.AbortAsync(null, cancellationToken);
        await device.ReadUntilAsync(static received => received is MessageReceived { Message: ServerMessage.TtsStop }, cancellationToken);
        return (heard[^1].At - asked).TotalMilliseconds;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}
