using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class McpAdapterTests : IAsyncDisposable
{
    private static readonly JsonElement _arguments = JsonDocument.Parse("""{"room":"attic"}""").RootElement;
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ProviderScript _first = new();
    private readonly ProviderScript _second = new();
    private readonly ScriptedTools _one;
    private readonly Failover<IToolProvider> _providers;
    private readonly McpAdapter _adapter;

    public McpAdapterTests()
    {
        _one = new ScriptedTools(_first, Tools(("light", a => $"light in {a.GetProperty("room")}"), ("both", _ => "one")));
        var two = new ScriptedTools(_second, Tools(("music", _ => "music"), ("both", _ => "two")));
        _providers = ScriptedService.Of(
            ServiceType.Mcp,
            _time,
            ScriptedService.Entry<IToolProvider>(ServiceType.Mcp, "one", _first, () => _one, _time, _events),
            ScriptedService.Entry<IToolProvider>(ServiceType.Mcp, "two", _second, () => two, _time, _events));
        _adapter = new McpAdapter(_providers, _events);
    }

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Theory]
    [InlineData("light", "light in attic")]
    [InlineData("music", "music")]
    [InlineData("both", "one")]
    public async Task The_first_provider_that_lists_the_tool_runs_it(string tool, string answer) =>
        (await CallAsync(tool)).ShouldBe(new ToolResult(answer, false));

    [Fact]
    public async Task A_provider_without_the_tool_is_booked_as_neither_success_nor_failure()
    {
        await CallAsync("music");

        _events.Of<ProviderAttempted>().Select(static attempt => (attempt.Provider, attempt.Outcome))
            .ShouldBe([("one", AttemptOutcomes.Declined), ("two", AttemptOutcomes.Ok)]);
        _providers.GetView().Providers.Select(static provider => provider.Figures.Calls).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task A_tool_nobody_lists_is_a_bad_request() =>
        (await Should.ThrowAsync<CallFailedException>(() => CallAsync("teleport"))).Kind.ShouldBe(FailureKind.BadRequest);

    [Fact]
    public async Task A_tool_that_was_started_is_not_run_again_elsewhere()
    {
        _first.FailBeforeReply = new IOException("broke off");

        await Should.ThrowAsync<ProviderException>(() => CallAsync("both"));

        _second.Opened.ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_that_cannot_list_is_passed_over()
    {
        _one.FailListing = new IOException("down");

        (await CallAsync("both")).Text.ShouldBe("two");
        (await Should.ThrowAsync<ProviderException>(() => CallAsync("light"))).Kind.ShouldBe(FailureKind.Unavailable);
    }

    [Fact]
    public async Task The_list_for_the_model_holds_what_can_be_reached_each_name_once()
    {
        var all = await _adapter.ListToolsAsync(ProviderCaller.Named("s"), CancellationToken.None);
        all.Select(tool => tool.Name).ShouldBe(["light", "both", "music"]);

        _one.FailListing = new IOException("down");
        (await _adapter.ListToolsAsync(ProviderCaller.Named("s"), CancellationToken.None)).Select(tool => tool.Name).ShouldBe(["music", "both"]);
        _events.Of<ToolsUnlisted>().ShouldHaveSingleItem().Provider.ShouldBe("one");
    }

    [Fact]
    public async Task A_provider_that_never_lists_its_tools_holds_up_neither_the_others_nor_a_turn()
    {
        var mute = new MuteTools();
        var works = new ScriptedTools(_second, Tools(("music", _ => "music")));
        var adapter = new McpAdapter(
            ScriptedService.Of(
                ServiceType.Mcp,
                _time,
                ScriptedService.Entry<IToolProvider>(ServiceType.Mcp, "mute", _first, () => mute, _time, _events),
                ScriptedService.Entry<IToolProvider>(ServiceType.Mcp, "works", _second, () => works, _time, _events)),
            _events);
        var listing = adapter.ListToolsAsync(ProviderCaller.Named("s"), CancellationToken.None);
        await mute.Asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.TrueAsync(() => _events.Of<ProviderAttempted>().Any(attempt => attempt.Provider == "works"));
        _time.Advance(TimeSpan.FromSeconds(1));

        (await listing.WaitAsync(TimeSpan.FromSeconds(20))).ShouldHaveSingleItem().Name.ShouldBe("music");
        _events.Of<ToolsUnlisted>().ShouldHaveSingleItem().Provider.ShouldBe("mute");
    }

    private async Task<ToolResult> CallAsync(string tool)
    {
        var call = new FakeServedCall<ToolRequest, NoInput, ToolResult>(ServiceType.Mcp, new ToolRequest(tool, _arguments));
        await _adapter.HandleAsync(call, CancellationToken.None);
        return call.Replies.ShouldHaveSingleItem();
    }

    private static Dictionary<string, Func<JsonElement, string>> Tools(params (string Name, Func<JsonElement, string> Run)[] tools) =>
        tools.ToDictionary(tool => tool.Name, tool => tool.Run);

    private sealed class MuteTools : IToolProvider
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return [];
        }

        public ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
