using VoiceBus.Cluster.Chaos;
using VoiceBus.Cluster.Nodes;

// The nodes of a cluster under test are processes of this program.
switch (args)
{
    case ["node", .. var rest]:
        return await ScriptedNode.RunAsync(rest);
    case ["chaos"] or ["chaos", _]:
        using (var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5)))
        {
            var report = await ChaosRun.RunAsync(new ChaosOptions(Seed: args.Length > 1 ? int.Parse(args[1]) : 1), deadline.Token);
            Console.WriteLine(report);
            return report.IsClean ? 0 : 1;
        }

    default:
        Console.Error.WriteLine("usage: chaos [seed]");
        return 2;
}
