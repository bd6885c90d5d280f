using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Device;
using VoiceBus.Gateway.Transport;
using VoiceBus.Protocol;
using VoiceBus.Server;
using VoiceBus.Speech;
using VoiceBus.Speech.Models;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>The real server on a free port of this machine.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    // A second of loading and 240 MB: all servers of this process share it, and no server disposes it. Real processes load their own.
    private static readonly LocalSpeech _speech = new(ModelFolder.Locate(AppContext.BaseDirectory), TimeProvider.System);

    private readonly WebApplication _app;
    private readonly string _data;

    private RunningServer(WebApplication app, string data)
    {
        _app = app;
        _data = data;
        Http = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
    }

    public Uri Http { get; }

    public Uri Socket => new($"ws://{Http.Authority}/ws");

    public IEventBus Bus => Get<IEventBus>();

    public SessionManager Sessions => Get<SessionManager>();

    public static async Task<RunningServer> StartAsync(Action<IServiceCollection>? replace = null, params string[] args)
    {
        // Nobody remembers another test's devices; who wants to gives a folder of its own.
        var data = Directory.CreateTempSubdirectory("voicebus-data-").FullName;
        var app = VoiceBusServer.Build(["--urls", "http://127.0.0.1:0", "--VoiceBus:Data", data, "--VoiceBus:Transport:DrainTimeout=00:00:02", "--VoiceBus:Rehearse=false", .. args], services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            services.Replace(ServiceDescriptor.Singleton(_speech));
            services.Replace(ServiceDescriptor.Singleton(_speech.VoiceDetectors));
            replace?.Invoke(services);
        });
        await app.StartAsync();
        return new RunningServer(app, data);
    }

    public IServiceProvider Services => _app.Services;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<DeviceClient> ConnectAsync(CancellationToken ct, string? deviceId = null, AudioParams? audio = null, int version = 1) =>
        DeviceClient.ConnectAsync(
            new DeviceClientOptions
            {
                Url = Socket,
                DeviceId = deviceId ?? $"02:00:{Random.Shared.Next(0xffff):x4}",
                Audio = audio ?? AudioParams.DeviceDefault,
                ProtocolVersion = version,
                // Whoever waits for a server of the test has the test's deadline.
                ConnectTimeout = _timeout,
                HelloTimeout = _timeout,
            },
            ct);

    /// <summary>
    /// Asserts that soon nothing is left: no session, no socket, no call that waits or runs, no lease, nothing that is played.
    /// </summary>
    public async Task ShouldBecomeQuietAsync()
    {
        var (connections, clock) = (Get<ConnectionManager>(), Get<PlaybackClock>());
        await Eventually.TrueAsync(
            () => Sessions.Count == 0 && connections.Count == 0 && InFlight() == 0 && Leases() == 0 && clock.Count == 0,
            () => $"{Sessions.Count} sessions, {connections.Count} connections, {InFlight()} calls, {Leases()} leases, {clock.Count} played");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().WaitAsync(_timeout);
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private int InFlight() => Bus.GetStatus().Queues.Sum(queue => queue.Length + queue.InFlight);

    private int Leases() => new IServiceView[]
    {
        Get<Failover<ISpeechRecognizer>>(), Get<Failover<IChatClient>>(), Get<Failover<ISpeechSynthesizer>>(), Get<Failover<IToolProvider>>(),
    }.Sum(service => service.GetView().Providers.Sum(provider => provider.Pool.InUse));
}
