using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>A worker is cut off in mid-call, without a word: the caller sees one whole answer all the same.</summary>
[Collection(BrokerCollection.Name)]
public sealed class TakeOverTests(SharedBroker shared)
{
    private static readonly QueueOptions _options = new() { StreamCapacity = 8 };
    private static readonly CallContext _context = new("session-1", "turn-1");

    [Fact]
    public async Task Speech_goes_on_at_the_packet_where_it_broke_off()
    {
        await using var nodes = new Nodes(shared);
        await nodes.ServeFirstAsync(ServiceContracts.Tts, static async (call, token) =>
        {
            for (var i = 0; i < 5; i++)
                await call.ReplyAsync(Numbered.Packet(i), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await using var call = await nodes.Gateway.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("count"), _context, CancellationToken.None);
        await using var replies = call.Replies(CancellationToken.None).GetAsyncEnumerator();
        var heard = new List<int>();
        while (heard.Count < 5 && await replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit))
            heard.Add(Numbered.Take(replies.Current));

        await nodes.LoseFirstAsync(ServiceContracts.Tts, static async (call, token) =>
        {
            call.Request.Text.ShouldBe("count");
            for (var i = 0; i < 30; i++)
                await call.ReplyAsync(Numbered.Packet(i), token);
        });
        while (await replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit))
            heard.Add(Numbered.Take(replies.Current));

        heard.ShouldBe(Enumerable.Range(0, 30));
        call.Message.Status.ShouldBe(MessageStatus.Completed);
        nodes.Events.Of<CallTakenOver>().ShouldHaveSingleItem().Attempt.ShouldBe(2);
        nodes.Events.Of<CallCompleted>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_utterance_is_heard_again_from_its_beginning()
    {
        await using var nodes = new Nodes(shared);
        var heard = new Gate();
        await nodes.ServeFirstAsync(ServiceContracts.Asr, async (call, token) =>
        {
            await foreach (var packet in call.Inputs(token))
            {
                packet.Dispose();
                if (packet.IsPause)
                    heard.Open();
            }
        });
        await using var call = await nodes.Gateway.OpenAsync(
            ServiceContracts.Asr, new RecognitionRequest("en", WantPartials: false), _context, CancellationToken.None);
        for (var i = 0; i < 3; i++)
            await call.SendAsync(Numbered.Packet(i), CancellationToken.None);
        await call.SendAsync(AudioPacket.Pause, CancellationToken.None);
        await heard.Opened;

        await nodes.LoseFirstAsync(ServiceContracts.Asr, static async (call, token) =>
        {
            var numbers = new List<int>();
            await foreach (var packet in call.Inputs(token))
                if (!packet.IsPause)
                    numbers.Add(Numbered.Take(packet));
            await call.ReplyAsync(new Transcript(string.Join(' ', numbers), TranscriptKind.Final), token);
        });
        for (var i = 3; i < 40; i++)
            await call.SendAsync(Numbered.Packet(i), CancellationToken.None).AsTask().WaitAsync(Gate.Limit);
        await call.CompleteInputAsync(CancellationToken.None);

        var transcripts = await ReadAsync(call.Replies(CancellationToken.None));
        transcripts.ShouldHaveSingleItem().Text.ShouldBe(string.Join(' ', Enumerable.Range(0, 40)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_goes_on_whether_the_next_model_repeats_itself_or_not(bool repeats)
    {
        await using var nodes = new Nodes(shared);
        await nodes.ServeFirstAsync(ServiceContracts.Llm, static async (call, token) =>
        {
            foreach (var word in new[] { "One ", "two ", "three " })
                await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, word), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var request = new ChatRequest([new ChatMessage(ChatRole.User, "Count to five.")], []);
        await using var call = await nodes.Gateway.OpenAsync(ServiceContracts.Llm, request, _context, CancellationToken.None);
        await call.CompleteInputAsync(CancellationToken.None);
        await using var replies = call.Replies(CancellationToken.None).GetAsyncEnumerator();
        var said = "";
        while (said != "One two three " && await replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit))
            said += replies.Current.Text;

        await nodes.LoseFirstAsync(ServiceContracts.Llm, async (call, token) =>
        {
            call.Request.Messages.ShouldContain(message => message.Role == ChatRole.Assistant && message.Text == "One two three ");
            var words = repeats ? new[] { "One two", " thr", "ee four ", "five." } : ["four ", "five."];
            foreach (var word in words)
                await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, word), token);
        });
        while (await replies.MoveNextAsync().AsTask().WaitAsync(Gate.Limit))
            said += replies.Current.Text;

        said.ShouldBe("One two three four five.");
    }

    [Fact]
    public async Task A_tool_that_may_have_run_is_not_run_again()
    {
        await using var nodes = new Nodes(shared);
        var (started, again) = (new Gate(), new Gate());
        await nodes.ServeFirstAsync(ServiceContracts.Mcp, async (_, token) =>
        {
            started.Open();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var order = new ToolRequest("order_pizza", ToolRequest.List.Arguments);
        await using var call = await nodes.Gateway.OpenAsync(ServiceContracts.Mcp, order, _context, CancellationToken.None);
        await started.Opened;

        await nodes.LoseFirstAsync(ServiceContracts.Mcp, (_, _) =>
        {
            again.Open();
            return Task.CompletedTask;
        });

        var failure = await Should.ThrowAsync<CallFailedException>(ReadAsync(call.Replies(CancellationToken.None)));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        again.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_that_kills_every_worker_is_given_up()
    {
        await using var nodes = new Nodes(shared, maxAttempts: 1);
        var started = new Gate();
        await nodes.ServeFirstAsync(ServiceContracts.Tts, async (_, token) =>
        {
            started.Open();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        await using var call = await nodes.Gateway.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("poison"), _context, CancellationToken.None);
        await started.Opened;

        await nodes.LoseFirstAsync(ServiceContracts.Tts, static (_, _) => Task.CompletedTask);

        var failure = await Should.ThrowAsync<CallFailedException>(ReadAsync(call.Replies(CancellationToken.None)));
        failure.Kind.ShouldBe(FailureKind.Unavailable);
        failure.Message.ShouldContain("1 workers");
    }

    [Fact]
    public async Task A_worker_that_stops_hands_its_calls_on()
    {
        await using var nodes = new Nodes(shared);
        var (started, letGo) = (new Gate(), new Gate());
        await nodes.ServeFirstAsync(ServiceContracts.Tts, async (_, token) =>
        {
            started.Open();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                letGo.Open();
            }
        });
        await using var call = await nodes.Gateway.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("go on"), _context, CancellationToken.None);
        await started.Opened;
        await nodes.ServeSecondAsync(ServiceContracts.Tts, static async (call, token) => await call.ReplyAsync(Numbered.Packet(7), token));

        await nodes.First.DisposeAsync().AsTask().WaitAsync(Gate.Limit);

        letGo.IsOpen.ShouldBeTrue();
        (await ReadAsync(call.Replies(CancellationToken.None))).Select(Numbered.Take).ShouldBe([7]);
    }

    private static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> replies)
    {
        using var limit = new CancellationTokenSource(Gate.Limit);
        var items = new List<T>();
        await foreach (var item in replies.WithCancellation(limit.Token))
            items.Add(item);
        return items;
    }

    /// <summary>A gateway, a first worker on a line that can be cut, and a second one that serves when the first is lost.</summary>
    private sealed class Nodes : IAsyncDisposable
    {
        private readonly CuttableLine _line;
        private readonly RabbitMqEventBus _second;

        public Nodes(SharedBroker shared, int maxAttempts = 5)
        {
            var options = new RabbitMqOptions { Url = shared.Broker.Url, Prefix = TwoNodes.NewPrefix(), MaxAttempts = maxAttempts };
            _line = new CuttableLine(shared.Broker.Url);
            Gateway = TwoNodes.Node(options, _options, TimeProvider.System, Events);
            First = TwoNodes.Node(options with { Url = _line.Url }, _options, TimeProvider.System, NullEventSink.Instance);
            _second = TwoNodes.Node(options, _options, TimeProvider.System, NullEventSink.Instance);
        }

        public RecordedEvents Events { get; } = new();

        public RabbitMqEventBus Gateway { get; }

        public RabbitMqEventBus First { get; }

        public async Task ServeFirstAsync<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
            where TRequest : notnull
        {
            await Gateway.Connected.WaitAsync(Gate.Limit);
            First.Serve(contract, handler);
            await First.WhenServing(contract.Type).WaitAsync(Gate.Limit);
        }

        public Task ServeSecondAsync<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
            where TRequest : notnull
        {
            _second.Serve(contract, handler);
            return _second.WhenServing(contract.Type).WaitAsync(Gate.Limit);
        }

        public async Task LoseFirstAsync<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
            where TRequest : notnull
        {
            await ServeSecondAsync(contract, handler);
            _line.Cut();
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await First.DisposeAsync();
            await _second.DisposeAsync();
            await _line.DisposeAsync();
        }
    }
}
