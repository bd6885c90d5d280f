using System.Runtime.CompilerServices;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.Connections;

/// <summary>Talks and listens at the same time.</summary>
internal static class Duplex
{
    /// <summary>
    /// Yields what is received while something is sent beside it. When receiving ends, sending is stopped. When sending fails because
    /// the connection is lost, receiving may still bring the vendor's words for it; when it fails for another reason, receiving is
    /// stopped. Either failure is the caller's.
    /// </summary>
    /// <param name="send">Sends, to its end.</param>
    /// <param name="receive">Receives, to its end.</param>
    /// <param name="context">Whose connection it is.</param>
    /// <param name="cancellationToken">Stops both.</param>
    public static async IAsyncEnumerable<T> RunAsync<T>(
        Func<CancellationToken, Task> send,
        Func<CancellationToken, IAsyncEnumerable<T>> receive,
        VendorContext context,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = BackgroundTask.Start(() => SendAsync(send, stop, context));
        await using var received = receive(stop.Token).GetAsyncEnumerator(stop.Token);
        try
        {
            while (await NextAsync(received, sending, cancellationToken))
                yield return received.Current;
        }
        finally
        {
            await stop.CancelGuardedAsync(context.Guard);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(Func<CancellationToken, Task> send, CancellationTokenSource stop, VendorContext context)
    {
        try
        {
            await send(stop.Token);
        }
        catch (Exception e) when (e is not ProviderException)
        {
            await stop.CancelGuardedAsync(context.Guard);
            throw;
        }
    }

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> received, Task sending, CancellationToken cancellationToken)
    {
        try
        {
            return await received.MoveNextAsync();
        }
        catch (OperationCanceledException) when (sending.IsFaulted && !cancellationToken.IsCancellationRequested)
        {
            // It was stopped because sending failed: that is what happened.
            await sending;
            throw;
        }
    }
}
