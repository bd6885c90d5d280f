using System.Diagnostics;
using System.Globalization;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq;
using VoiceBus.Testing.Brokers;

namespace VoiceBus.Chaos.Measuring;

/// <summary>What one broker carries, and what a call costs: a gateway and a worker in this process, the broker in its own.</summary>
internal static class BrokerRun
{
    private const int SentenceFrames = 50;
    private const int Sentences = 20;
    private const int PacedSentences = 3;
    private const string Paced = "a sentence made at playing speed";

    // Of 60 ms at the encoders' mean bit rates, 24 kbit/s up and 32 kbit/s down.
    private const int BytesUp = 180;
    private const int BytesDown = 240;
    private static readonly CallContext _context = new("s", "t");
    private static readonly TimeSpan _span = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _frame = TimeSpan.FromMilliseconds(60);

    /// <summary>Runs it and says what came out.</summary>
    public static async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var broker = new RabbitMqBroker();
        await broker.StartAsync();
        var lines = new List<string>();
        await using (var line = new CountingLine(broker.Url))
        {
            await using var bus = await OpenAsync(line.Url, cancellationToken);
            lines.Add(await CostAsync("a sentence of 50 frames (3 s)", line, Sentences, () => SpeakAsync(bus.Gateway, "at once", cancellationToken)));
            lines.Add(await CostAsync("the same at playing speed", line, PacedSentences, () => SpeakAsync(bus.Gateway, Paced, cancellationToken)));
            lines.Add(await CostAsync("an utterance of 50 frames (3 s)", line, Sentences, () => HearAsync(bus, paced: false, cancellationToken)));
            lines.Add(await CostAsync("the same at speaking speed", line, PacedSentences, () => HearAsync(bus, paced: true, cancellationToken)));
            lines.Add(await CostAsync("a tool call", line, Sentences, () => ToolAsync(bus, cancellationToken)));
        }
        await using var memory = new InMemoryEventBus(new Dictionary<ServiceType, QueueOptions>(), TimeProvider.System, NullEventSink.Instance);
        Serve(memory);
        foreach (var callers in (int[])[1, 10, 50])
        {
            lines.Add("in memory   " + await ThroughputAsync(memory, broker.ProcessId, callers, cancellationToken));
            await using var bus = await OpenAsync(broker.Url, cancellationToken);
            lines.Add("over broker " + await ThroughputAsync(bus.Gateway, broker.ProcessId, callers, cancellationToken));
        }
        return string.Join('\n', lines);
    }

    private static async Task<Both> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var options = new RabbitMqOptions { Url = url, Prefix = $"measure.{Guid.CreateVersion7():N}" };
        var queues = new Dictionary<ServiceType, QueueOptions>();
        var bus = new Both(
            new RabbitMqEventBus(options, queues, TimeProvider.System, NullEventSink.Instance),
            new RabbitMqEventBus(options, queues, TimeProvider.System, NullEventSink.Instance));
        Serve(bus.Worker);
        await bus.Gateway.Connected.WaitAsync(cancellationToken);
        foreach (var service in (ServiceType[])[ServiceType.Asr, ServiceType.Tts, ServiceType.Mcp])
            await bus.Worker.WhenServing(service).WaitAsync(cancellationToken);
        return bus;
    }

    private static void Serve(IEventBus worker)
    {
        worker.Serve(ServiceContracts.Mcp, static async (call, token) => await call.ReplyAsync(new ToolResult("[]", false), token));
        worker.Serve(ServiceContracts.Tts, static async (call, token) =>
        {
            for (var i = 0; i < SentenceFrames; i++)
            {
                await PaceAsync(call.Request.Text == Paced, token);
                await call.ReplyAsync(AudioPacket.Rent(BytesDown), token);
            }
        });
        worker.Serve(ServiceContracts.Asr, static async (call, token) =>
        {
            await foreach (var packet in call.Inputs(token))
                packet.Dispose();
            await call.ReplyAsync(new Transcript("hello", TranscriptKind.Final), token);
        });
    }

    private static async Task<string> CostAsync(string name, CountingLine line, int calls, Func<Task> call)
    {
        await call();
        var before = line.Counts;
        for (var i = 0; i < calls; i++)
            await call();
        var after = line.Counts;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {name,-34}{(double)(after.Published - before.Published) / calls:0.0} messages, {(double)(after.Acknowledged - before.Acknowledged) / calls:0.0} acknowledgements, {(after.Bytes - before.Bytes) / calls / 1000.0:0.0} KB over the broker's lines
            """);
    }

    private static async Task<string> ThroughputAsync(IEventBus bus, int broker, int callers, CancellationToken cancellationToken)
    {
        await SpeakAsync(bus, "at once", cancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(_span);
        var (here, there, allocated, from) = (Process.GetCurrentProcess().TotalProcessorTime, Cpu(broker), GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp());
        var calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(bus, over.Token, cancellationToken), cancellationToken)));
        var took = Stopwatch.GetElapsedTime(from);
        var (frames, all) = (calls.Sum() * SentenceFrames, calls.Sum());
        return string.Create(CultureInfo.InvariantCulture, $"""
            {callers,3} calls at a time: {frames / took.TotalSeconds,7:0} frames/s, {all / took.TotalSeconds,5:0} calls/s; per frame {(Process.GetCurrentProcess().TotalProcessorTime - here).TotalMicroseconds / frames:0} µs of gateway and worker, {(Cpu(broker) - there).TotalMicroseconds / frames:0} µs of broker, {(GC.GetTotalAllocatedBytes() - allocated) / frames} B allocated
            """);
    }

    private static async Task<int> CallAsync(IEventBus bus, CancellationToken enough, CancellationToken cancellationToken)
    {
        var calls = 0;
        for (; !enough.IsCancellationRequested; calls++)
            await SpeakAsync(bus, "at once", cancellationToken);
        return calls;
    }

    private static Task PaceAsync(bool paced, CancellationToken cancellationToken) =>
        paced ? Task.Delay(_frame, TimeProvider.System, cancellationToken) : Task.CompletedTask;

    private static async Task SpeakAsync(IEventBus bus, string text, CancellationToken cancellationToken)
    {
        await using var call = await bus.OpenAsync(ServiceContracts.Tts, new SynthesisRequest(text), _context, cancellationToken);
        await foreach (var packet in call.Replies(cancellationToken))
            packet.Dispose();
    }

    private static async Task HearAsync(Both bus, bool paced, CancellationToken cancellationToken)
    {
        await using var call = await bus.Gateway.OpenAsync(ServiceContracts.Asr, new RecognitionRequest("en", false), _context, cancellationToken);
        for (var i = 0; i < SentenceFrames; i++)
        {
            await PaceAsync(paced, cancellationToken);
            await call.SendAsync(AudioPacket.Rent(BytesUp), cancellationToken);
        }
        await call.CompleteInputAsync(cancellationToken);
        await foreach (var _ in call.Replies(cancellationToken))
        {
            // The transcript.
        }
    }

    private static async Task ToolAsync(Both bus, CancellationToken cancellationToken)
    {
        await using var call = await bus.Gateway.OpenAsync(ServiceContracts.Mcp, ToolRequest.List, _context, cancellationToken);
        await call.CompleteInputAsync(cancellationToken);
        await foreach (var _ in call.Replies(cancellationToken))
        {
            // The list.
        }
    }

    /// <summary>Processor time of a process and its children: the server is a child of its script.</summary>
    private static TimeSpan Cpu(int process)
    {
        using var it = Process.GetProcessById(process);
        var sum = it.TotalProcessorTime;
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
            foreach (var child in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                sum += Cpu(int.Parse(child, CultureInfo.InvariantCulture));
        return sum;
    }

    private sealed record Both(RabbitMqEventBus Gateway, RabbitMqEventBus Worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Worker.DisposeAsync();
        }
    }
}
