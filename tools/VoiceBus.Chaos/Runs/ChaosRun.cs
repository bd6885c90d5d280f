using System.Globalization;
using VoiceBus.Testing.Brokers;

namespace VoiceBus.Chaos.Runs;

/// <summary>How a run goes.</summary>
/// <param name="Seed">Decides who is killed when, and what each device asks.</param>
/// <param name="Sessions">Devices at once.</param>
/// <param name="Turns">Turns of all devices together.</param>
/// <param name="Workers">Workers there are.</param>
/// <param name="Gateways">Gateways there are.</param>
public sealed record ChaosOptions(int Seed = 1, int Sessions = 20, int Turns = 200, int Workers = 3, int Gateways = 2);

/// <summary>Devices talk while workers are killed at random moments, each replaced by a new one.</summary>
public static class ChaosRun
{
    private static readonly TimeSpan _leastPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _mostPause = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(20);

    /// <summary>Runs it around a broker that is given, or around one of its own.</summary>
    public static async Task<ChaosReport> RunAsync(ChaosOptions options, CancellationToken cancellationToken, RabbitMqBroker? broker = null)
    {
        await using var cluster = await LocalCluster.StartAsync(options.Gateways, options.Workers, cancellationToken, broker: broker);
        var tally = new Tally();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var from = TimeProvider.System.GetTimestamp();
        var killing = KillAsync(cluster, new Random(options.Seed), over.Token);
        await TalkAsync(cluster, options, tally, enough: new CancellationToken(canceled: true), cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(from);
        await over.CancelAsync();
        var (killed, hit) = await killing;
        return new ChaosReport(options, tally, took, killed, hit, await CallsLeftAsync(cluster, cancellationToken));
    }

    /// <summary>All devices hold their turns, and go on as long as it is not enough.</summary>
    public static async Task TalkAsync(
        LocalCluster cluster, ChaosOptions options, Tally tally, CancellationToken enough, CancellationToken cancellationToken)
    {
        LoadDevice[] devices = [.. Enumerable.Range(0, options.Sessions).Select(number => new LoadDevice(cluster, number, options.Seed, tally))];
        try
        {
            await Task.WhenAll(devices.Select(device => device.TalkAsync(options.Turns / options.Sessions, enough, cancellationToken)));
        }
        finally
        {
            foreach (var device in devices)
                await device.DisposeAsync();
        }
    }

    /// <summary>Calls that have not ended a while after everybody has gone, on all nodes.</summary>
    public static async Task<int> CallsLeftAsync(LocalCluster cluster, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_settling);
        var left = 0;
        try
        {
            foreach (var node in cluster.Gateways.Concat(cluster.Workers))
                await Condition.TrueAsync(async token => (left = await CallsAsync(node, token)) == 0, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Those have no end.
        }
        return left;
    }

    /// <summary>Kills one worker after the other, as long as another one can go on, and replaces each.</summary>
    private static async Task<(int Killed, int Hit)> KillAsync(LocalCluster cluster, Random random, CancellationToken cancellationToken)
    {
        var (killed, hit) = (0, 0);
        var replacing = new List<Task<NodeProcess>>();
        var ready = cluster.Workers.ToList();
        try
        {
            while (true)
            {
                await Task.Delay(_leastPause + ((_mostPause - _leastPause) * random.NextDouble()), TimeProvider.System, cancellationToken);
                if (ready.Count < 2)
                    await Task.WhenAny(replacing).WaitAsync(cancellationToken);
                foreach (var replaced in replacing.FindAll(static start => start.IsCompleted))
                {
                    replacing.Remove(replaced);
                    ready.Add(await replaced);
                }
                var victim = ready[random.Next(ready.Count)];
                ready.Remove(victim);
                hit += await CallsAsync(victim, cancellationToken);
                await victim.KillAsync();
                killed++;
                replacing.Add(cluster.StartAsync("worker", cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ((Task)Task.WhenAll(replacing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (killed, hit);
        }
    }

    /// <summary>Calls a node has under way by its own figures.</summary>
    private static async Task<int> CallsAsync(NodeProcess node, CancellationToken cancellationToken)
    {
        var status = await node.GetAsync("/api/event-bus/status", cancellationToken);
        return status.GetProperty("nodes")[0].GetProperty("queues").EnumerateArray()
            .Sum(static queue => queue.GetProperty("in_flight").GetInt32() + queue.GetProperty("length").GetInt32());
    }
}

/// <summary>What became of a run.</summary>
/// <param name="Options">How it went.</param>
/// <param name="Turns">What became of the turns.</param>
/// <param name="Took">From the first turn to the last.</param>
/// <param name="Killed">Workers killed.</param>
/// <param name="Hit">Calls they had under way when they were killed.</param>
/// <param name="CallsLeft">Calls without an end.</param>
public sealed record ChaosReport(ChaosOptions Options, Tally Turns, TimeSpan Took, int Killed, int Hit, int CallsLeft)
{
    /// <summary>Whether nobody noticed.</summary>
    public bool IsClean => Turns.Whole == Options.Turns && Turns.Lost.Count == 0 && Turns.LeftSpeaking == 0 && CallsLeft == 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Options.Turns} turns over {Options.Sessions} sessions, {Options.Gateways} gateways, {Options.Workers} workers, seed {Options.Seed}: {Took.TotalSeconds:0} s
          workers killed         {Killed,5}
          calls under way there  {Hit,5}
          turns whole            {Turns.Whole,5}
          turns lost             {Turns.Lost.Count,5}
          devices left speaking  {Turns.LeftSpeaking,5}
          calls without an end   {CallsLeft,5}
          first audio            median {Turns.FirstAudio(0.5):0} ms, p95 {Turns.FirstAudio(0.95):0} ms, worst {Turns.FirstAudio(1):0} ms
        {string.Join('\n', Turns.Lost.Take(10))}
        """).TrimEnd();
}
