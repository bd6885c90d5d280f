using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class ProviderSplitTests
{
    private static readonly string[] _sessions = [.. Enumerable.Range(0, 20_000).Select(n => $"session-{n}")];

    private readonly ProviderEntry<object>[] _providers = [Entry("a"), Entry("b"), Entry("c")];

    [Fact]
    public void Sessions_are_split_by_weight_and_a_weight_of_nothing_is_never_primary()
    {
        var split = ProviderSplit.Of(_providers, [300, 100, 0])!;

        var primaries = _sessions.CountBy(session => split.OrderFor(session)[0].Name).ToDictionary();

        primaries.ShouldNotContainKey("c");
        primaries["a"].ShouldBeInRange(14_700, 15_300, "three of four, give or take five standard deviations");
    }

    [Fact]
    public void The_others_follow_in_their_order()
    {
        var split = ProviderSplit.Of(_providers, [1, 1, 1])!;

        _sessions.Select(session => string.Concat(split.OrderFor(session).Select(entry => entry.Name))).Distinct()
            .ShouldBe(["abc", "bac", "cab"], ignoreOrder: true);
    }

    [Fact]
    public void A_session_stays_with_its_provider_unless_the_change_is_about_it()
    {
        var before = ProviderSplit.Of(_providers, [100, 100, 0])!;
        var after = ProviderSplit.Of(_providers, [100, 200, 0])!;

        var moved = _sessions.Where(session => before.OrderFor(session)[0] != after.OrderFor(session)[0]).ToArray();

        moved.Select(session => after.OrderFor(session)[0].Name).Distinct().ShouldBe(["b"], "only towards what grew");
        moved.Length.ShouldBeInRange(2_900, 3_800, "from a half to two thirds: a sixth moves");
    }

    [Fact]
    public void The_choice_is_the_same_in_every_process()
    {
        var split = ProviderSplit.Of(_providers, [1, 1, 1])!;

        string.Concat(_sessions.Take(12).Select(session => split.OrderFor(session)[0].Name)).ShouldBe(Known);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(100, 0, 0)]
    [InlineData(0, 0, 7)]
    public void With_fewer_than_two_weights_there_is_nothing_to_choose(params int[] weights) =>
        ProviderSplit.Of(_providers, weights).ShouldBeNull();

    [Fact]
    public async Task A_service_asks_the_sessions_own_primary_first_and_falls_back_to_the_other()
    {
        var service = ScriptedService.Of(ServiceType.Tts, TimeProvider.System, _providers);
        service.Apply(service.Model with { Split = ProviderSplit.Of(_providers, [1, 0, 1]) });
        var session = _sessions.First(candidate => service.Model.OrderFor(candidate)[0].Name == "c");
        var asked = new List<string>();

        await service.RunAsync(ProviderCaller.Named(session), (_, attempt, _) =>
        {
            asked.Add(attempt.Provider);
            return asked.Count < 3 ? throw new IOException("down") : Task.FromResult(true);
        }, CancellationToken.None);

        asked.ShouldBe(["c", "a", "b"]);
    }

    private const string Known = "acacbcabbaba";

    private static ProviderEntry<object> Entry(string name) =>
        ScriptedService.Entry(ServiceType.Tts, name, new ProviderScript(), () => new object(), TimeProvider.System);
}
