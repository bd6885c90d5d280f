using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Listening;

public sealed class UtteranceTests
{
    [Fact]
    public async Task Whatever_ends_its_call_is_told_for_what_was_said_later_waits_for_it()
    {
        var observer = new Observer();
        await using var bus = new BrokenBus();
        var request = new RecognitionRequest(null, WantPartials: false) { Format = AudioFormat.DefaultUplink };
        var utterance = new Utterance(bus, request, new CallContext("s", "t"), TimeSpan.FromSeconds(1), observer, TimeProvider.System, static () => { });
        utterance.Complete();

        var failure = await observer.Failure.Task.WaitAsync(TimeSpan.FromSeconds(20));
        failure.Kind.ShouldBe(FailureKind.Internal);
        failure.Message.ShouldBe("The utterance broke: NotSupportedException.");
        await utterance.Ended.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class Observer : IUtteranceObserver
    {
        public TaskCompletionSource<CallFailedException> Failure { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Understood(Utterance utterance, Transcript transcript) =>
            Failure.TrySetException(new InvalidOperationException("it was understood"));

        public void Failed(Utterance utterance, CallFailedException failure) => Failure.TrySetResult(failure);
    }

    private sealed class BrokenBus : IEventBus
    {
        public ValueTask<IServiceCall<TInput, TReply>> OpenAsync<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, TRequest request, CallContext context, CancellationToken cancellationToken)
            where TRequest : notnull => throw new NotSupportedException();

        public void Serve<TRequest, TInput, TReply>(
            ServiceContract<TRequest, TInput, TReply> contract, CallHandler<TRequest, TInput, TReply> handler)
            where TRequest : notnull => throw new NotSupportedException();

        public BusStatus GetStatus() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
