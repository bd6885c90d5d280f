using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
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
        var nodes = await TwoNodes.StartAsync(shared.Broker.Url, new QueueOptions { Concurrency = 1 }, TimeProvider.System, Core.Facts.NoFacts.Instance);
        nodes.Service.Serve(ServiceContracts.Tts, static async (call, token) =>
            await call.ReplyAsync(call.Request.Text == "nonsense" ? AudioPacket.Pause : Numbered.Packet(7), token));
        return nodes;
    }
}
