using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.RabbitMq.Worker;

/// <summary>Tells a handler to unwind. Thread-safe.</summary>
/// <param name="faults">Where it is told that somebody who was told has failed over it.</param>
/// <param name="service">The service's name, for that.</param>
/// <param name="call">The call, for that.</param>
internal sealed class StopSignal(IEventSink faults, string service, Guid call)
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the handler shall unwind.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Cancels. Registered callbacks run on the pool, not on the connection's loop.</summary>
    /// <param name="then">Called when all of them have run; never faults.</param>
    public async Task SendAsync(Action then)
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (Exception thrown)
        {
            faults.Emit(new CallFaultedLate(service, call.ToString(), thrown.Message));
        }
        new ExceptionGuard(faults, $"{service} call", callId: call.ToString()).Run(then);
    }
}
