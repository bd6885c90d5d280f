using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class LiveServiceTests : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, ProviderScript> _scripts = new()
    {
        ["openai"] = new ProviderScript(),
        ["assistant"] = new ProviderScript(),
    };

    private readonly GatewayConfigurationSnapshot _state = new(new PersistedConfiguration(Documents.WithModel, []), new ConversationOptions());
    private readonly LiveService<Thing> _live;

    public LiveServiceTests() => _live = new LiveService<Thing>(ServiceType.Llm, _state, new ProviderTypes<Thing>(
        ScriptedTypes.Of<Thing>(MakeAsync, "openai", "built-in"), new ServiceCollection().BuildServiceProvider()), _time, NullEventSink.Instance);

    private IReadOnlyList<ProviderEntry<Thing>> Entries => _live.Failover.Model.Providers;

    public ValueTask DisposeAsync() => _live.DisposeAsync();

    [Fact]
    public async Task Nothing_is_made_before_it_is_asked_for()
    {
        Apply("""{"services":{"llm":{"providers":[{"name":"assistant","type":"built-in"}]}}}""");
        _scripts.Values.ShouldAllBe(script => script.Created == 0);

        Entries.Select(entry => entry.Name).ShouldBe(["assistant"]);
        await Eventually.TrueAsync(() => _scripts["assistant"].Instances == 1);
    }

    [Theory]
    [InlineData("""{"services":{"llm":{"deadlines":{"first_reply_ms":5000}}}}""")]
    [InlineData("""{"turn":{"max_history":7}}""")]
    [InlineData("""{"services":{"llm":{"providers":[{"name":"assistant","type":"built-in","weight":50},""" + Model + ""","weight":50,"pool":{"max_size":9}}]}}}""")]
    public void A_provider_that_did_not_change_keeps_its_pool_and_figures(string patch)
    {
        var before = Entries.ToDictionary(entry => entry.Name);

        Apply(patch);

        Entries.Count.ShouldBe(2);
        foreach (var entry in Entries)
            entry.ShouldBeSameAs(before[entry.Name]);
        _live.Failover.Model.Deadlines.FirstReply.TotalMilliseconds.ShouldBe(_state.Document.Services.Llm.Deadlines.FirstReplyMs);
        var pool = Entries.Single(entry => entry.Name == "openai").GetView().Pool;
        pool.MaxSize.ShouldBe(_state.Document.Services.Llm.Providers.Single(provider => provider.Name == "openai").Pool.MaxSize);
    }

    [Theory]
    [InlineData("\"model\":\"large\"")]
    [InlineData("\"key\":\"sk-other\"")]
    [InlineData("\"temperature\":0.1")]
    [InlineData("\"extra_body\":{\"think\":true}")]
    public void A_provider_that_is_asked_otherwise_is_a_new_one(string change)
    {
        var before = Entries[0];

        Apply($$$"""{"services":{"llm":{"providers":[{"name":"openai","type":"openai","url":"http://models.test:1234/v1",{{{change}}} }] } } }""");

        Entries.ShouldHaveSingleItem().ShouldNotBeSameAs(before);
    }

    [Fact]
    public async Task Calls_on_a_provider_taken_out_end_with_it_even_those_that_still_wait_for_an_instance()
    {
        Apply("""{"services":{"llm":{"providers":[""" + Model + ""","pool":{"min_size":0,"max_size":1}}]}}}""");
        var end = new TaskCompletionSource<bool>();
        var holder = await StartAsync(end.Task);
        var waiter = _live.Failover.RunAsync(ProviderCaller.Named("second"), static (thing, _, _) => Task.FromResult(thing.Name == "openai"), CancellationToken.None);
        await Eventually.TrueAsync(() => Entries[0].GetView().Pool.Waiting == 1);

        Apply("""{"services":{"llm":{"providers":[{"name":"assistant","type":"built-in"}]}}}""");
        string? by = null;
        await _live.Failover.RunAsync(ProviderCaller.Named("new"), (thing, _, _) => Task.FromResult((by = thing.Name) is not null), CancellationToken.None).WaitAsync(_limit);
        by.ShouldBe("assistant");
        _scripts["openai"].Instances.ShouldBe(1, "it is still at work");
        end.SetResult(true);

        (await holder.WaitAsync(_limit)).ShouldBeTrue();
        (await waiter.WaitAsync(_limit)).ShouldBeTrue("it waited for the old provider and got it");
        await Eventually.TrueAsync(() => _scripts["openai"].Instances == 0);
    }

    [Fact]
    public async Task A_provider_lives_as_long_as_a_call_of_any_earlier_configuration_may_ask_it()
    {
        var end = new TaskCompletionSource<bool>();
        Entries.Count.ShouldBe(2);
        await Eventually.TrueAsync(() => _scripts["assistant"].Instances == 1);
        var call = await StartAsync(end.Task);
        Apply("""{"turn":{"max_history":7},"services":{"llm":{"deadlines":{"first_reply_ms":5000}}}}""");

        // The call began two configurations ago, and its fallback is only now taken out.
        Apply("""{"services":{"llm":{"providers":[""" + Model + "}]}}}");
        end.SetException(new IOException("down"));

        (await call.WaitAsync(_limit)).ShouldBeTrue("its fallback was still there");
        await Eventually.TrueAsync(() => _scripts["assistant"].Instances == 0);
    }

    [Fact]
    public void A_service_switched_off_and_a_split_reach_the_failover()
    {
        Entries.Count.ShouldBe(2);
        Apply("""{"services":{"llm":{"enabled":false,"providers":[{"name":"assistant","type":"built-in","weight":1},""" + Model + ""","weight":1}]}}}""");

        _live.Failover.Model.Enabled.ShouldBeFalse();
        _live.Failover.Model.Split.ShouldNotBeNull();
        Apply("""{"services":{"llm":{"enabled":true,"providers":[{"name":"assistant","type":"built-in","enabled":false,"weight":1},""" + Model + ""","weight":1}]}}}""");
        Entries.Select(entry => entry.Name).ShouldBe(["openai"]);
        _live.Failover.Model.Split.ShouldBeNull();
    }

    [Fact]
    public async Task A_provider_that_was_taken_out_can_be_probed_before_it_is_put_back()
    {
        Apply("""{"services":{"llm":{"providers":[{"name":"assistant","type":"built-in"},""" + Model + ""","enabled":false}]}}}""");
        var probed = "";
        var probe = new ServiceProbe<Thing>(_live.Failover, (thing, _, _) => Task.FromResult((probed = thing.Name).Length > 0));

        (await probe.ProbeOneAsync("openai", _limit, CancellationToken.None)).ShouldNotBeNull().Ok.ShouldBeTrue();

        probed.ShouldBe("openai");
        Entries.ShouldHaveSingleItem().Name.ShouldBe("assistant", "it is still out");
        _scripts["openai"].Instances.ShouldBe(0, "nothing of it is left");
        (await probe.ProbeOneAsync("nobody", _limit, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task The_end_of_the_process_closes_all_whoever_runs()
    {
        Entries.Count.ShouldBe(2);
        await Eventually.TrueAsync(() => _scripts.Values.All(script => script.Instances == 1));

        await _live.DisposeAsync();
        await _live.DisposeAsync();

        _scripts.Values.ShouldAllBe(script => script.Instances == 0);
    }

    private const string Model =
        """{"name":"openai","type":"openai","url":"http://models.test:1234/v1","model":"small","temperature":0.7,"extra_body":{"think":false}""";

    private async Task<Task<bool>> StartAsync(Task<bool> end)
    {
        var inside = new TaskCompletionSource();
        var call = _live.Failover.RunAsync(ProviderCaller.Named("first"), (thing, _, _) =>
        {
            inside.TrySetResult();
            return thing.Name == "openai" ? end : Task.FromResult(true);
        }, CancellationToken.None);
        await inside.Task.WaitAsync(_limit);
        return call;
    }

    private void Apply(string patch)
    {
        _state.Publish(new PersistedConfiguration(Documents.Patched(_state.Document, patch), []));
        _live.Apply(_state.Document.Services.Llm);
    }

    private Task<Thing> MakeAsync(string name, CancellationToken cancellationToken) =>
        _scripts[name].CreateAsync(() => new Thing(name, _scripts[name]), cancellationToken);

    internal sealed class Thing(string name, ProviderScript script) : IDisposable
    {
        public string Name => name;

        public void Dispose() => script.InstanceDisposed();
    }
}
