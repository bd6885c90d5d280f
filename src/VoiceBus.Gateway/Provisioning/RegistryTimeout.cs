using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>How long devices wait for their registry, and what happens without it. Thread-safe.</summary>
internal sealed class RegistryTimeout(IEventSink events, TimeProvider time)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    /// <summary>Asks the registry; when it fails or takes too long, that is told and the other answer counts.</summary>
    public async ValueTask<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> ask, Func<T> otherwise, CancellationToken cancellationToken)
    {
        using var deadline = new DeadlineSource(_limit, time, new ExceptionGuard(events, "device registry"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Whatever a driver throws.
            events.Emit(new MemoryUnavailable(failure.Message));
            return otherwise();
        }
    }
}
