using VoiceBus.Chaos;
using VoiceBus.Chaos.Runs;
using Xunit.Abstractions;

namespace VoiceBus.Cluster.Tests;

/// <summary>Many devices talk while nodes come and go.</summary>
[Collection(ChaosCollection.Name)]
public sealed class ChaosTests(SharedBroker shared, ITestOutputHelper output)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Nobody_notices_that_workers_are_killed_at_random_moments()
    {
        using var deadline = new CancellationTokenSource(_limit);

        var report = await ChaosRun.RunAsync(new ChaosOptions(Seed: 1, Turns: 100), deadline.Token, shared.Broker);

        output.WriteLine(report.ToString());
        report.IsClean.ShouldBeTrue(report.ToString());
        report.Killed.ShouldBeGreaterThan(2);
        report.Hit.ShouldBeGreaterThan(0, "no worker was killed at work");
    }

    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_turn()
    {
        using var deadline = new CancellationTokenSource(_limit);
        await using var cluster = await LocalCluster.StartAsync(gateways: 2, workers: 2, deadline.Token, broker: shared.Broker);
        var options = new ChaosOptions(Seed: 2, Sessions: 10, Turns: 50, Workers: 2);
        using var enough = new CancellationTokenSource();
        var tally = new Tally();

        var talking = ChaosRun.TalkAsync(cluster, options, tally, enough.Token, deadline.Token);
        foreach (var old in cluster.Workers.Concat(cluster.Gateways).ToList())
        {
            await cluster.StartAsync(old.Role, deadline.Token);
            await old.TerminateAsync();
            (await old.Exited.WaitAsync(deadline.Token)).ShouldBe(0);
        }
        await enough.CancelAsync();
        await talking;

        output.WriteLine($"{tally.Whole} turns whole, {tally.Lost.Count} lost, {tally.Repeated} asked again after a good-bye");
        tally.Lost.ShouldBeEmpty();
        tally.LeftSpeaking.ShouldBe(0);
        tally.Whole.ShouldBeGreaterThanOrEqualTo(options.Turns);
        (await ChaosRun.CallsLeftAsync(cluster, deadline.Token)).ShouldBe(0);
    }
}

/// <summary>Tests that take the whole machine: nothing runs beside them. They share a broker, each with a virtual host of its own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChaosCollection : ICollectionFixture<SharedBroker>
{
    public const string Name = "chaos";
}
