using BenchmarkDotNet.Attributes;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq;

namespace VoiceBus.Bench;

/// <summary>
/// Whole calls in memory and over a broker, in the same run: what distribution costs. Needs a broker: VOICEBUS_BUS_URL.
/// </summary>
public class BrokerCall
{
    private const int Frames = 50;

    // Of 60 ms at the encoders' mean bit rates, 24 kbit/s up and 32 kbit/s down.
    private const int BytesUp = 180;
    private const int BytesDown = 240;
    private IEventBus _caller = null!;
    private IEventBus _service = null!;

    [Params("memory", "rabbitmq")]
    public string Transport { get; set; } = "";

    // In process, an asynchronous setup is not waited for.
    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    private async Task SetupAsync()
    {
        var queues = new Dictionary<ServiceType, QueueOptions>();
        if (Transport == "memory")
        {
            var memory = new InMemoryEventBus(queues, TimeProvider.System, NullEventSink.Instance);
            _caller = memory;
            _service = memory;
            Serve(memory);
            return;
        }
        var url = Environment.GetEnvironmentVariable("VOICEBUS_BUS_URL") ?? "amqp://guest:guest@127.0.0.1:5672/";
        var broker = new RabbitMqOptions { Url = new Uri(url), Prefix = $"bench.{Environment.ProcessId}" };
        var (gateway, worker) = (
            new RabbitMqEventBus(broker, queues, TimeProvider.System, NullEventSink.Instance),
            new RabbitMqEventBus(broker, queues, TimeProvider.System, NullEventSink.Instance));
        _caller = gateway;
        _service = worker;
        Serve(worker);
        await gateway.Connected.WaitAsync(TimeSpan.FromSeconds(10));
        foreach (var service in Enum.GetValues<ServiceType>())
            await worker.WhenServing(service).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task CleanupAsync()
    {
        await _caller.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Benchmark]
    public async Task ToolCall()
    {
        await using var call = await _caller.OpenAsync(ServiceContracts.Mcp, ToolRequest.List, new CallContext("s", "t"), CancellationToken.None);
        await call.CompleteInputAsync(CancellationToken.None);
        await foreach (var _ in call.Replies(CancellationToken.None))
        {
        }
    }

    [Benchmark]
    public async Task FirstFrameOfASentence()
    {
        await using var call = await _caller.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("one"), new CallContext("s", "t"), CancellationToken.None);
        await foreach (var packet in call.Replies(CancellationToken.None))
        {
            packet.Dispose();
            break;
        }
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public async Task FrameOfSpeech()
    {
        await using var call = await _caller.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("many"), new CallContext("s", "t"), CancellationToken.None);
        await foreach (var packet in call.Replies(CancellationToken.None))
            packet.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public async Task FrameOfAnUtterance()
    {
        await using var call = await _caller.OpenAsync(ServiceContracts.Asr, new RecognitionRequest("en", false), new CallContext("s", "t"), CancellationToken.None);
        for (var i = 0; i < Frames; i++)
            await call.SendAsync(AudioPacket.Rent(BytesUp), CancellationToken.None);
        await call.CompleteInputAsync(CancellationToken.None);
        await foreach (var _ in call.Replies(CancellationToken.None))
        {
        }
    }

    private static void Serve(IEventBus bus)
    {
        bus.Serve(ServiceContracts.Mcp, static async (call, token) => await call.ReplyAsync(new ToolResult("[]", false), token));
        bus.Serve(ServiceContracts.Llm, static (_, _) => Task.CompletedTask);
        bus.Serve(ServiceContracts.Tts, static async (call, token) =>
        {
            for (var i = 0; i < (call.Request.Text == "one" ? 1 : Frames); i++)
                await call.ReplyAsync(AudioPacket.Rent(BytesDown), token);
        });
        bus.Serve(ServiceContracts.Asr, static async (call, token) =>
        {
            await foreach (var packet in call.Inputs(token))
                packet.Dispose();
            await call.ReplyAsync(new Transcript("hello", TranscriptKind.Final), token);
        });
    }
}
