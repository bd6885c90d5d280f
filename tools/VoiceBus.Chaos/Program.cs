using VoiceBus.Chaos.Measuring;
using VoiceBus.Chaos.Nodes;
using VoiceBus.Chaos.Runs;

using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));

// The nodes of a cluster under test are processes of this program too.
switch (args)
{
    case ["node", .. var rest]:
        return await ScriptedNode.RunAsync(rest);
    case ["chaos"] or ["chaos", _]:
        var report = await ChaosRun.RunAsync(new ChaosOptions(Seed: args.Length > 1 ? int.Parse(args[1]) : 1), deadline.Token);
        Console.WriteLine(report);
        return report.IsClean ? 0 : 1;
    case ["latency"]:
        Console.WriteLine(await LatencyRun.RunAsync(deadline.Token));
        return 0;
    case ["broker"]:
        Console.WriteLine(await BrokerRun.RunAsync(deadline.Token));
        return 0;
    default:
        Console.Error.WriteLine("usage: chaos [seed] | latency | broker");
        return 2;
}
