using System.Threading.Channels;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// Audio that may stop for long without ending, with marks in between whenever none came for a while. Nothing is allocated per frame.
/// One reader.
/// </summary>
internal sealed class SteadyAudio : IAsyncDisposable
{
    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(4) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private readonly TimeSpan _interval;
    private readonly ExceptionGuard _guard;
    private readonly Task _reading;

    /// <summary>Begins to read.</summary>
    /// <param name="audio">What is read.</param>
    /// <param name="interval">How long none may come before there is a mark; also from mark to mark.</param>
    /// <param name="context">Whose it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public SteadyAudio(IAsyncEnumerable<AudioFrame> audio, TimeSpan interval, VendorContext context, CancellationToken cancellationToken)
    {
        _interval = interval;
        _guard = context.Guard;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = context.Time.CreateGuardedTimer(
            static items => items.TryWrite(new Item(default, IsOverdue: true)), _items.Writer, interval, interval, context.Guard);
        _reading = BackgroundTask.Start(() => ReadAsync(audio));
    }

    /// <summary>The next frame, which the caller owns, or mark; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask<Item?> NextAsync() =>
        await _items.Reader.WaitToReadAsync(_stop.Token) && _items.Reader.TryRead(out var item) ? item : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stop.CancelGuardedAsync(_guard);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (_items.Reader.TryRead(out var item))
            item.Frame.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<AudioFrame> audio)
    {
        try
        {
            await foreach (var frame in audio.WithCancellation(_stop.Token))
            {
                _timer.Change(_interval, _interval);
                if (!_items.Writer.TryWrite(new Item(frame, IsOverdue: false)))
                    await WriteAsync(frame);
            }

            _items.Writer.TryComplete();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is the reader's.
            _items.Writer.TryComplete(e);
        }
    }

    private async Task WriteAsync(AudioFrame frame)
    {
        try
        {
            await _items.Writer.WriteAsync(new Item(frame, IsOverdue: false), _stop.Token);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    /// <summary>A frame, or the mark that none came for a while.</summary>
    public readonly record struct Item(AudioFrame Frame, bool IsOverdue);
}
