using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>A bus that is one process's own.</summary>
[Collection(BrokerCollection.Name)]
public sealed class PrivateBusTests(SharedBroker shared)
{
    private const ushort Locked = 405;
    private const ushort NotFound = 404;

    [Fact]
    public async Task It_serves_itself_keeps_others_out_and_leaves_no_queue_behind()
    {
        var options = new RabbitMqOptions { Url = shared.Broker.Url, Prefix = TwoNodes.NewPrefix(), IsPrivate = true };
        var queue = $"{options.Prefix}.tts";
        await using var elsewhere = await new ConnectionFactory { Uri = shared.Broker.Url }.CreateConnectionAsync();
        await using (var bus = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, NullEventSink.Instance))
        {
            bus.Serve(ServiceContracts.Tts, static async (call, token) => await call.ReplyAsync(AudioPacket.Rent(240), token));
            await bus.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
            (await AnswerAsync(elsewhere, queue)).ShouldBe(Locked);

            await using var call = await bus.OpenAsync(ServiceContracts.Tts, new SynthesisRequest("Hello."), new CallContext("s", "t"), CancellationToken.None);
            await call.CompleteInputAsync(CancellationToken.None);
            var packets = 0;
            await foreach (var packet in call.Replies(CancellationToken.None))
            {
                packet.Dispose();
                packets++;
            }

            packets.ShouldBe(1);
        }

        using var deadline = new CancellationTokenSource(Gate.Limit);
        while (await AnswerAsync(elsewhere, queue) != NotFound)
            deadline.Token.ThrowIfCancellationRequested();
    }

    /// <summary>What the broker says to another connection that asks for the queue.</summary>
    private static async Task<ushort?> AnswerAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        return (await Should.ThrowAsync<OperationInterruptedException>(channel.QueueDeclarePassiveAsync(queue))).ShutdownReason?.ReplyCode;
    }
}
