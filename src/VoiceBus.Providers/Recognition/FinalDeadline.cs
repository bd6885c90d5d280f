using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// Ends the wait for the final transcript: a vendor may be silent as long as somebody speaks, but not for longer than this after the
/// end. Started by the sender, observed by the receiver.
/// </summary>
/// <param name="timeout">How long the vendor may take from the end of the audio.</param>
/// <param name="socket">Aborted when it does not answer.</param>
/// <param name="errors">Names the failure.</param>
/// <param name="context">Whose recognition it is.</param>
internal sealed class FinalDeadline(TimeSpan timeout, VendorSocket socket, ProviderErrors errors, VendorContext context) : IDisposable
{
    private ITimer? _timer;
    private volatile bool _passed;

    /// <summary>The audio has ended.</summary>
    public void Start() => _timer = context.Time.CreateGuardedTimer(
        static deadline => deadline.Expire(), this, timeout, Timeout.InfiniteTimeSpan, context.Guard);

    /// <summary>Waits for the next message; the caller disposes it. While the audio goes on the vendor may say nothing.</summary>
    /// <exception cref="ProviderException">The connection broke, was closed, or the final transcript is late.</exception>
    public async ValueTask<VendorMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var message = await socket.ReceiveAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            return message.IsClose ? throw socket.ClosedFailure() : message;
        }
        catch (ProviderException) when (_passed)
        {
            throw errors.Late("gave no final transcript", timeout);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Expire()
    {
        _passed = true;
        socket.Abort();
    }
}
