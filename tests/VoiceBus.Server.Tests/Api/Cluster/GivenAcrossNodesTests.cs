using VoiceBus.Management.Configuration;
using VoiceBus.Server.Tests.Configuration;

namespace VoiceBus.Server.Tests.Api.Cluster;

/// <summary>What a node was given for its start holds on that node, and on that node only.</summary>
public sealed class GivenAcrossNodesTests : IDisposable
{
    private readonly ConfigurationRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_worker_with_a_model_of_its_own_keeps_it_whole_and_takes_the_rest()
    {
        var gateway = _rig.Start("gateway");
        var worker = StartWorker();

        await gateway.PatchAsync("""
            {"turn":{"prompt":"ours"},"services":{"llm":{"providers":[
            {"name":"openai","type":"openai","url":"http://shop.test/v1","model":"big","key":"sk-very-secret-4711","temperature":1.5}]}}}
            """);
        await _rig.RoundAsync();

        ShouldBeItsOwn(worker);
        worker.Prompt.ShouldBe("ours");
        worker.Shared.ShouldBe(gateway.Shared, "what it would hand on");
        ShouldBeItsOwn(StartWorker());

        static void ShouldBeItsOwn(ConfiguredNode worker)
        {
            var model = worker.State.Document.Services.Llm.Providers.Single(static provider => provider.Name == "openai");
            (model.Option("url"), model.Option("model"), model.Option("key"), model.Option("temperature")).ShouldBe(("http://own.test/v1", "small", null, null));
        }
    }

    [Fact]
    public async Task Where_all_have_no_model_the_worker_puts_its_own_first()
    {
        var gateway = _rig.Start("gateway");
        var worker = StartWorker();

        await gateway.SayAsync("ours");
        await _rig.RoundAsync();

        worker.State.Document.Services.Llm.Providers.Select(static provider => provider.Name).ShouldBe(["openai", "assistant"]);
        gateway.State.Document.Services.Llm.Providers.ShouldHaveSingleItem().Name.ShouldBe("assistant");
    }

    [Fact]
    public async Task A_change_at_such_a_node_gives_the_others_the_change_and_no_more()
    {
        var gateway = _rig.Start("gateway");
        var worker = StartWorker(("Conversation:Persona:Voice", "low"));
        await gateway.SayAsync("ours");
        await _rig.RoundAsync();

        await worker.PatchAsync("""{"turn":{"end_silence_ms":555}}""");
        await _rig.RoundAsync();

        var document = gateway.State.Document;
        (document.Turn.EndSilenceMs, document.Turn.Prompt, document.Turn.Voice).ShouldBe((555, "ours", null));
        document.Services.Llm.Providers.ShouldHaveSingleItem().Name.ShouldBe("assistant");
        worker.State.Document.Turn.Voice.ShouldBe("low");
        worker.State.Document.Services.Llm.Providers[0].Name.ShouldBe("openai");
    }

    [Fact]
    public async Task What_an_operator_changes_at_such_a_node_holds_there_until_its_next_start()
    {
        var gateway = _rig.Start("gateway");
        var worker = _rig.Start("worker", ("Conversation:Persona:Prompt", "given"));
        await gateway.SayAsync("ours");
        await _rig.RoundAsync();
        worker.Prompt.ShouldBe("given");

        await worker.SayAsync("changed");
        await _rig.RoundAsync();
        gateway.Prompt.ShouldBe("changed");
        await gateway.PatchAsync("""{"turn":{"end_silence_ms":555}}""");
        await _rig.RoundAsync();

        (worker.Prompt, worker.State.Document.Turn.EndSilenceMs).ShouldBe(("changed", 555));
        _rig.Start("worker", ("Conversation:Persona:Prompt", "given")).Prompt.ShouldBe("given");
    }

    private ConfiguredNode StartWorker(params (string Setting, string Value)[] more) =>
        _rig.Start("worker", [("Llm:Url", "http://own.test/v1"), ("Llm:Model", "small"), .. more]);
}
