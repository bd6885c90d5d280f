using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.AspNetCore.Warmup;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Transport;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Warmup;

/// <summary>The first turn is rehearsed at start: readiness waits for it, and nothing of it is left.</summary>
[Collection(Alone.Name)]
public sealed class WarmupTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly ProviderScript _ear = new();
    private readonly ProviderScript _voice = new();
    private readonly EventLedger _events = new();
    private readonly HttpClient _client = new();

    [Fact]
    public async Task Ready_waits_for_it_and_devices_do_not()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        _ear.HoldBeforeReply = true;
        await using var server = await StartAsync();
        await _ear.Held.ReadAsync(deadline.Token);

        (await ChecksAsync(server, deadline.Token))["rehearsal"].ShouldBe("the first turn is being rehearsed");
        (await _client.GetAsync(new Uri(server.Http, "/health/live"), deadline.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await using (var device = await server.ConnectAsync(deadline.Token))
            (await device.TypeAsync("hello", deadline.Token)).Sentences.ShouldNotBeEmpty();

        _ear.HoldBeforeReply = false;
        _ear.Release();
        await OverAsync(server);
        (await ChecksAsync(server, deadline.Token)).Keys.ShouldNotContain("rehearsal");
        _events.Of<FirstTurnRehearsed>().ShouldHaveSingleItem(Problems);
    }

    [Fact]
    public async Task It_passes_ear_mind_tool_and_voice_and_leaves_no_trace()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var server = await StartAsync();
        await OverAsync(server);

        // The spoken greeting and the time that was asked for; each answer is cut short when it is heard.
        _ear.Opened.ShouldBe(1);
        _voice.Asked.OfType<string>().ShouldContain(sentence => sentence.Contains(':') || sentence.Contains("o'clock"), "the tool was asked");
        (_ear.OpenStreams, _voice.OpenStreams).ShouldBe((0, 0));

        await server.ShouldBecomeQuietAsync();
        server.Sessions.Sessions.ShouldBeEmpty();
        server.Get<TurnTimelines>().Newest(new TurnQuery()).ShouldBeEmpty();
        var status = server.Bus.GetStatus();
        status.Queues.ShouldAllBe(queue => queue.Completed + queue.Failed + queue.Cancelled == 0);
        status.RecentFailures.ShouldBeEmpty();
        foreach (var provider in Providers(server))
        {
            provider.Figures.SinceLast.ShouldBeNull($"{provider.Name} was called");
            provider.Circuit.ShouldBe(CircuitStatus.Closed);
        }

        server.Get<AudioDrops>().Total.ShouldBe(0);
        (await server.Get<IHistoryStore>().ReadAsync(WarmupTurn.SessionId, 10, deadline.Token)).ShouldBeEmpty();
        server.Get<MemoryWriter>().Written.ShouldBe(0);
        (await _client.GetFromJsonAsync<JsonElement>(new Uri(server.Http, "/api/devices"), deadline.Token)).GetProperty("total").GetInt32().ShouldBe(0);
        _events.Of<DiagnosticEvent>().Where(@event => @event is not FirstTurnRehearsed).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recogniser_that_fails_is_told_and_the_server_is_ready_all_the_same()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        _ear.FailBeforeReply = new IOException("deaf");
        await using var server = await StartAsync();
        await OverAsync(server);

        (await ChecksAsync(server, deadline.Token)).Keys.ShouldNotContain("rehearsal");
        _events.Of<FirstTurnNotRehearsed>().ShouldHaveSingleItem().Problem.ShouldContain("not understood");
        await using var device = await server.ConnectAsync(deadline.Token);
        (await device.TypeAsync("hello", deadline.Token)).Sentences.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_model_that_may_cost_money_is_not_asked()
    {
        await using var vendor = await FakeOpenAiServer.StartAsync();
        await using var server = await StartAsync("--VoiceBus:Llm:Url", vendor.Url.ToString());
        await OverAsync(server);

        _events.Of<FirstTurnRehearsed>().ShouldHaveSingleItem(Problems);
        vendor.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_rehearses_with_stand_ins_and_asks_no_worker()
    {
        await using var server = await StartAsync("--role", "gateway", "--VoiceBus:Bus:Url", "amqp://127.0.0.1:9/");
        await OverAsync(server);

        _events.Of<FirstTurnRehearsed>().ShouldHaveSingleItem(Problems);
        (_ear.Created, _voice.Created).ShouldBe((0, 0));
    }

    private string Problems => string.Join("; ", _events.Of<FirstTurnNotRehearsed>().Select(told => told.Problem));

    private static IEnumerable<ProviderView> Providers(RunningServer server) => new IServiceView[]
    {
        server.Get<Failover<ISpeechRecognizer>>(), server.Get<Failover<Microsoft.Extensions.AI.IChatClient>>(),
        server.Get<Failover<ISpeechSynthesizer>>(), server.Get<Failover<IToolProvider>>(),
    }.SelectMany(service => service.GetView().Providers);

    /// <summary>Waits until the rehearsal is over and what was told of it has been heard.</summary>
    private async Task OverAsync(RunningServer server)
    {
        await Eventually.TrueAsync(() => server.Get<WarmupHostedService>().IsOver);
        await Eventually.TrueAsync(() => _events.Of<FirstTurnRehearsed>().Any() || _events.Of<FirstTurnNotRehearsed>().Any());
    }

    private async Task<Dictionary<string, string?>> ChecksAsync(RunningServer server, CancellationToken ct)
    {
        using var answer = await _client.GetAsync(new Uri(server.Http, "/health/ready"), ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        return body.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!, check => check.GetProperty("detail").GetString());
    }

    private Task<RunningServer> StartAsync(params string[] args) => RunningServer.StartAsync(
        services =>
        {
            Task<ISpeechRecognizer> EarAsync(string name, CancellationToken token) => _ear.CreateAsync<ISpeechRecognizer>(() => new ScriptedRecognizer(_ear, () => "Hello."), token);
            Task<ISpeechSynthesizer> VoiceAsync(string name, CancellationToken token) => _voice.CreateAsync<ISpeechSynthesizer>(() => new ScriptedSynthesizer(_voice, 30), token);
            services.Replace(ServiceDescriptor.Singleton(provider => new ProviderTypes<ISpeechRecognizer>(
                ScriptedTypes.Of<ISpeechRecognizer>(EarAsync, "moonshine"), provider)));
            services.Replace(ServiceDescriptor.Singleton(provider => new ProviderTypes<ISpeechSynthesizer>(
                ScriptedTypes.Of<ISpeechSynthesizer>(VoiceAsync, "espeak", "flite"), provider)));
            services.AddSingleton<IEventObserver>(_events);
            ScriptedServer.WithoutProbes(services);
        },
        ["--VoiceBus:Rehearse=true", .. args]);
}
