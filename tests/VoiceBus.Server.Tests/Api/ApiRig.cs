using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.Management.Api;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Api;

/// <summary>The monitoring routes on a free port of the loopback, over scripted services.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    public ApiRig()
    {
        Asr = ScriptedService.Of(ServiceType.Asr, Time, ScriptedService.Entry<ISpeechRecognizer>(
            ServiceType.Asr, "ears", Script, () => new ScriptedRecognizer(Script, () => "yes"), Time));
        Llm = ScriptedService.Of(ServiceType.Llm, Time, ScriptedService.Entry<IChatClient>(
            ServiceType.Llm, "mind", Script, () => new ScriptedChatClient(Script, "yes"), Time));
        Tts = ScriptedService.Of(ServiceType.Tts, Time, ScriptedService.Entry<ISpeechSynthesizer>(
            ServiceType.Tts, "voice", TtsScript, () => new ScriptedSynthesizer(TtsScript), Time));
        Prober = new HealthProber(
            [ServiceProbes.Asr(Asr, new short[960]), ServiceProbes.Llm(Llm), ServiceProbes.Tts(Tts)], new HealthOptions(), Time, NullEventSink.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMonitoringApi()
            .AddSingleton<IEventBus>(Bus)
            .AddSingleton(Drops)
            .AddSingleton(new ServiceHealth([Asr, Llm, Tts], new HealthOptions()));
        _app = builder.Build();
        _app.UseProblemDetails();
        _app.MapMonitoring();
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeBus Bus { get; } = new();

    public AudioDrops Drops { get; } = new();

    public ProviderScript Script { get; } = new();

    public ProviderScript TtsScript { get; } = new();

    public Failover<ISpeechRecognizer> Asr { get; }

    public Failover<IChatClient> Llm { get; }

    public Failover<ISpeechSynthesizer> Tts { get; }

    public HealthProber Prober { get; }

    public static async Task<ApiRig> StartAsync()
    {
        var rig = new ApiRig();
        await rig._app.StartAsync();
        rig._client.BaseAddress = new Uri(rig._app.Urls.Single());
        return rig;
    }

    public async Task<(int Status, string? Type, JsonElement Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, JsonDocument.Parse(body).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }
}
