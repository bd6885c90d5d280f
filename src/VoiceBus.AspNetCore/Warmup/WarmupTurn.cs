using System.Net.WebSockets;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Core.Sessions;
using VoiceBus.Core.Thinking;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>
/// Everything a turn passes, made once more: a bus, adapters, failovers, pools, sessions and a clock of its own. What is
/// played here meets the code and the loaded models of this process and none of its state: no session, turn, figure, breaker,
/// queue or history of the process knows of it, and no event is told.
/// </summary>
internal sealed class WarmupTurn : IAsyncDisposable
{
    /// <summary>The session that is played; nobody else's has this id.</summary>
    public static readonly string SessionId = $"rehearsal-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    private static readonly PoolOptions _pool = new() { MinSize = 0, MaxSize = 2 };

    private readonly TimeProvider _time;
    private readonly IEventBus _bus;
    private readonly PlaybackClock _clock;
    private readonly TtsAdapter _voice;
    private readonly List<IAsyncDisposable> _entries = [];
    private readonly TransportServices _transport;

    /// <summary>Sets the stage.</summary>
    /// <param name="real">What the conversations of this process share.</param>
    /// <param name="bus">Carries the calls and is disposed with the stage; nobody else may use or serve it.</param>
    /// <param name="options">What the transport allows.</param>
    /// <param name="asr">Makes the recogniser.</param>
    /// <param name="llm">Makes the model.</param>
    /// <param name="tts">Makes the voice.</param>
    /// <param name="mcp">Makes the tools.</param>
    public WarmupTurn(
        ConversationServices real, IEventBus bus, TransportOptions options,
        Func<CancellationToken, Task<ISpeechRecognizer>> asr, Func<CancellationToken, Task<IChatClient>> llm,
        Func<CancellationToken, Task<ISpeechSynthesizer>> tts, Func<CancellationToken, Task<IToolProvider>> mcp)
    {
        _time = real.Time;
        _bus = bus;
        _clock = new PlaybackClock(_time, NullEventSink.Instance);
        _bus.Serve(ServiceContracts.Asr, new AsrAdapter(Service(ServiceType.Asr, asr), real.Codecs, NullEventSink.Instance).HandleAsync);
        _bus.Serve(ServiceContracts.Llm, new LlmAdapter(Service(ServiceType.Llm, llm)).HandleAsync);
        _voice = new TtsAdapter(Service(ServiceType.Tts, tts), real.Codecs);
        _bus.Serve(ServiceContracts.Tts, _voice.HandleAsync);
        _bus.Serve(ServiceContracts.Mcp, new McpAdapter(Service(ServiceType.Mcp, mcp), NullEventSink.Instance).HandleAsync);
        // The device is nobody, and nothing is remembered of nobody.
        var conversations = real with
        {
            Bus = _bus,
            Tools = new BusToolCatalog(_bus, _time, NullEventSink.Instance),
            Events = NullEventSink.Instance,
            Drops = new AudioDrops(),
            DeviceTools = null,
        };
        _transport = new TransportServices(new SessionManager(_time, NullEventSink.Instance), conversations, _clock, options, _time);
    }

    /// <summary>Plays a spoken and a typed turn; returns when nothing of them runs any more.</summary>
    /// <param name="words">16 kHz mono samples of what is spoken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">What was spoken was not understood.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task PlayAsync(ReadOnlyMemory<short> words, CancellationToken cancellationToken)
    {
        var (near, far) = InMemoryDuplexStream.Connect();
        await using var _ = near;
        using var server = WebSocket.CreateFromStream(far, new WebSocketCreationOptions { IsServer = true });
        using var socket = WebSocket.CreateFromStream(near, new WebSocketCreationOptions { IsServer = false });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var connection = new DeviceConnection(server, new DeviceIdentity(null, null, SessionId, null, 1), _transport).RunAsync(over.Token);
        try
        {
            var device = new WarmupDevice(socket, _transport.Conversations.Codecs, _time);
            await device.GreetAsync(cancellationToken);
            var understood = await device.SpeakAsync(words, cancellationToken);
            await device.TypeAsync("What time is it?", cancellationToken); // The assistant asks a tool.
            await device.LeaveAsync(cancellationToken);
            await connection;
            if (!understood)
                throw new InvalidOperationException("What was spoken was not understood.");
        }
        finally
        {
            await over.CancelAsync();
            await connection;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _bus.DisposeAsync();
        _voice.Dispose();
        _clock.Dispose();
        foreach (var entry in _entries)
            await entry.DisposeAsync();
    }

    private Failover<T> Service<T>(ServiceType service, Func<CancellationToken, Task<T>> make)
        where T : class
    {
        var pool = new ProviderPool<T>("rehearsal", make, _pool, _time, NullEventSink.Instance);
        var entry = new ProviderEntry<T>(service, "rehearsal", "rehearsal", pool, new BreakerOptions(), _time, NullEventSink.Instance);
        _entries.Add(entry);
        return new Failover<T>(service, new ServiceConfiguration<T>(true, [entry], ServiceDeadlines.For(service)), _time);
    }
}
