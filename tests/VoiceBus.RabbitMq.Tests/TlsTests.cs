using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Brokers;
using VoiceBus.Testing.Bus;

namespace VoiceBus.RabbitMq.Tests;

/// <summary>A broker that takes only TLS and only its own user.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly RabbitMqBroker _broker = new(tls: true);
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-tls-").FullName;

    public Task InitializeAsync() => _broker.StartAsync();

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Who_trusts_its_authority_is_served_and_everybody_else_keeps_away()
    {
        var right = new RabbitMqOptions
        {
            Url = _broker.Url,
            User = _broker.User,
            Password = _broker.Password,
            CaFile = _broker.CaFile,
            Prefix = TwoNodes.NewPrefix(),
        };
        await using var node = TwoNodes.Node(right, new QueueOptions(), TimeProvider.System, NullEventSink.Instance);
        node.Serve(ServiceContracts.Tts, static (_, _) => Task.CompletedTask);
        await node.WhenServing(ServiceType.Tts).WaitAsync(Gate.Limit);
        await using var call = await node.OpenAsync(
            ServiceContracts.Tts, new SynthesisRequest("hello"), new CallContext("s", "t"), CancellationToken.None).AsTask().WaitAsync(Gate.Limit);
        await foreach (var packet in call.Replies(CancellationToken.None))
            packet.Dispose();
        call.Message.Status.ShouldBe(MessageStatus.Completed);

        // An authority nobody gave the broker a certificate of.
        (await WhyLostAsync(right with { CaFile = new SelfMadeAuthority(_folder).CaFile })).ShouldContain("certificate");
        // The machine's own authorities have never heard of it.
        (await WhyLostAsync(right with { CaFile = null })).ShouldContain("certificate");
        // The certificate is of 127.0.0.1 and nobody else.
        (await WhyLostAsync(right with { Url = new UriBuilder(_broker.Url) { Host = "localhost" }.Uri })).ShouldContain("certificate");
        (await WhyLostAsync(right with { Password = "guess" })).ShouldContain("ACCESS_REFUSED");
        (await WhyLostAsync(right with { User = "guest", Password = "guest" })).ShouldContain("ACCESS_REFUSED");
        await WhyLostAsync(right with { Url = new UriBuilder(_broker.Url) { Scheme = "amqp" }.Uri });
    }

    private static async Task<string> WhyLostAsync(RabbitMqOptions options)
    {
        var events = new SignalledEvents();
        await using var node = TwoNodes.Node(options, new QueueOptions(), TimeProvider.System, events);
        var lost = await events.NextAsync<BrokerLost>();
        node.Connected.IsCompleted.ShouldBeFalse();
        if (options.Password is { } password)
            lost.Error.ShouldNotContain(password);
        return lost.Error;
    }
}
