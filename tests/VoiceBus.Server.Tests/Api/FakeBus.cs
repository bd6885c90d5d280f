using VoiceBus.Core.Bus;

namespace VoiceBus.Server.Tests.Api;

/// <summary>A bus that only has figures.</summary>
internal sealed class FakeBus : IEventBus
{
    public BusStatus Status { get; set; } = new("memory", TimeSpan.Zero, [], []);

    public Exception? Fails { get; set; }

    public BusStatus GetStatus() => Fails is null ? Status : throw Fails;

    public ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract, TRequest request, CallContext context, CancellationToken cancellationToken)
        where TRequest : notnull => throw new NotSupportedException();

    public void Serve<TRequest, TInput, TReply>(
        ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
        where TRequest : notnull => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
