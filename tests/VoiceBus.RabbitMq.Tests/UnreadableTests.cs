using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>What the other side cannot read fails its call, at once and by name; the nodes go on.</summary>
[Collection(BrokerCollection.Name)]
public sealed class UnreadableTests(SharedBroker shared)
{
    private static readonly CallContext _context = new("session-1", "turn-1");

    [Fact]
    public async Task A_request_a_worker_cannot_read_fails_its_call()
    {
        await using var nodes = await StartAsync();
        var nonsense = new SynthesisRequest("hello") { Format = default };

        (await FailureOfAsync(nodes, nonsense)).ShouldSatisfyAllConditions(
            failure => failure.Kind.ShouldBe(FailureKind.BadRequest),
            failure => failure.Message.ShouldContain("tts"));

        (await SpeakAsync(nodes, new SynthesisRequest("hello"))).ShouldBe([7], "the worker serves the next call");
    }

    [Fact]
    public async Task A_reply_a_gateway_cannot_read_fails_its_call()
    {
        await using var nodes = await StartAsync();

        (await FailureOfAsync(nodes, new SynthesisRequest("nonsense"))).Kind.ShouldBe(FailureKind.BadResponse);

        (await SpeakAsync(nodes, new SynthesisRequest("hello"))).ShouldBe([7]);
    }

    [Fact]
    public async Task A_request_that_cannot_be_written_fails_its_call_and_costs_nobody_the_connection()
    {
        var events = new RecordedEvents();
        await using var nodes = await TwoNodes.StartAsync(shared.Broker.Url, new QueueOptions { Concurrency = 2 }, TimeProvider.System, events);
        var (begun, go) = (new Gate(), new Gate());
        nodes.Service.Serve(ServiceContracts.Tts, async (call, token) =>
        {
            begun.Open();
            await go.Opened;
            await call.ReplyAsync(Numbered.Packet(7), token);
        });
        nodes.Service.Serve(ServiceContracts.Llm, static (_, _) => Task.CompletedTask);
        var other = SpeakAsync(nodes, new SynthesisRequest("hello"));
        await begun.Opened;

        var failure = await Should.ThrowAsync<CallFailedException>(async () =>
        {
            var request = new ChatRequest([new ChatMessage(ChatRole.User, [new UnknownContent()])], []);
            await using var call = await nodes.Caller.OpenAsync(ServiceContracts.Llm, request, _context, CancellationToken.None)
                .AsTask().WaitAsync(Gate.Limit);
            await call.CompleteInputAsync(CancellationToken.None);
            await foreach (var _ in call.Replies(CancellationToken.None))
            {
            }
        }).WaitAsync(Gate.Limit);

        failure.Kind.ShouldBe(FailureKind.Internal);
        go.Open();
        (await other).ShouldBe([7], "the other call goes on");
        events.Of<BrokerLost>().ShouldBeEmpty();
        events.Of<DefectCaught>().ShouldContain(defect => defect.Area == "llm call" && defect.SessionId == _context.SessionId);
    }

    [Fact]
    public async Task What_a_codec_throws_that_nobody_expected_fails_its_call_at_once()
    {
        await using var nodes = await TwoNodes.StartAsync(shared.Broker.Url, new QueueOptions { Concurrency = 1 }, TimeProvider.System, NullEventSink.Instance);
        nodes.Service.Serve(ServiceContracts.Llm, static async (call, token) =>
            await call.ReplyAsync(new ChatResponseUpdate(ChatRole.Assistant, [new UnknownContent()]), token));

        var failure = await Should.ThrowAsync<CallFailedException>(async () =>
        {
            await using var call = await nodes.Caller.OpenAsync(
                ServiceContracts.Llm, new ChatRequest([new ChatMessage(ChatRole.User, "hello")], []), _context, CancellationToken.None)
                .AsTask().WaitAsync(Gate.Limit);
            await call.CompleteInputAsync(CancellationToken.None);
            await foreach (var _ in call.Replies(CancellationToken.None))
            {
            }
        }).WaitAsync(Gate.Limit);

        failure.Kind.ShouldBe(FailureKind.Internal);
    }

    [Theory]
    [InlineData("""[{"role":"user","contents":[{"$type":"nobody knows","text":"x"}]}]""")]
    [InlineData("""[{"role":"user","contents":[{"$type":7}]}]""")]
    [InlineData("{")]
    [InlineData("null")]
    public void Whatever_the_reader_of_json_throws_is_a_broken_message(string json)
    {
        var buffer = new byte[4 + Encoding.UTF8.GetByteCount(json)];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, buffer.Length - 4);
        Encoding.UTF8.GetBytes(json, buffer.AsSpan(4));

        Should.Throw<FormatException>(() => new WireReader(buffer).Json<IReadOnlyList<ChatMessage>>(AIJsonUtilities.DefaultOptions));
    }

    private sealed class UnknownContent : AIContent;

    private static async Task<CallFailedException> FailureOfAsync(TwoNodes nodes, SynthesisRequest request) =>
        await Should.ThrowAsync<CallFailedException>(SpeakAsync(nodes, request));

    private static async Task<List<int>> SpeakAsync(TwoNodes nodes, SynthesisRequest request)
    {
        await using var call = await nodes.Caller.OpenAsync(ServiceContracts.Tts, request, _context, CancellationToken.None)
            .AsTask().WaitAsync(Gate.Limit);
        return await ReadAsync(call).WaitAsync(Gate.Limit);
    }

    private static async Task<List<int>> ReadAsync(IServiceCall<NoInput, AudioPacket> call)
    {
        var heard = new List<int>();
        await foreach (var packet in call.Replies(CancellationToken.None))
            heard.Add(Numbered.Take(packet));
        return heard;
    }

    private async Task<TwoNodes> StartAsync()
    {
        var nodes = await TwoNodes.StartAsync(shared.Broker.Url, new QueueOptions { Concurrency = 1 }, TimeProvider.System, Core.Diagnostics.NullEventSink.Instance);
        nodes.Service.Serve(ServiceContracts.Tts, static async (call, token) =>
            await call.ReplyAsync(call.Request.Text == "nonsense" ? AudioPacket.Pause : Numbered.Packet(7), token));
        return nodes;
    }
}
