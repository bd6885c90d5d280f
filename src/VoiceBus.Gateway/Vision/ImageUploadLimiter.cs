using System.Buffers;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Vision;

/// <summary>Lets so many pictures in at a time as memory was set aside for; the others wait in their sockets. Thread-safe.</summary>
internal sealed class ImageUploadLimiter(VisionOptions options, TimeProvider time, IEventSink events) : IDisposable
{
    private const int WasteBytes = 32 * 1024;

    private readonly ExceptionGuard _guard = new(events, "picture upload");
    private readonly SemaphoreSlim _room = new(options.MaxConcurrent, options.MaxConcurrent);

    /// <summary>Waits for room.</summary>
    /// <returns>Disposed when the picture is no longer held.</returns>
    /// <exception cref="UploadException">There was none for too long.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        using var limit = new DeadlineSource(options.Timeout, time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await _room.WaitAsync(token.Token);
            return new Place(_room);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UploadException(StatusCodes.Status503ServiceUnavailable, "Too many pictures at once; try again in a while.");
        }
    }

    /// <summary>Reads an upload within its time.</summary>
    /// <exception cref="UploadException">It is wrong, too large or too slow.</exception>
    public async Task<PictureUpload> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var limit = new DeadlineSource(options.UploadTimeout, time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await PictureUpload.ReadAsync(request, options.MaxBytes, token.Token);
        }
        catch (BadHttpRequestException broken)
        {
            throw new UploadException(broken.StatusCode, "The body could not be read.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UploadException(StatusCodes.Status408RequestTimeout, $"The upload took longer than {options.UploadTimeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>Reads what is left of a body that is of no use any more, as long as an upload may take.</summary>
    public async Task DrainAsync(Stream body, CancellationToken cancellationToken)
    {
        using var limit = new DeadlineSource(options.UploadTimeout, time, _guard);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var waste = ArrayPool<byte>.Shared.Rent(WasteBytes);
        try
        {
            while (await body.ReadAsync(waste, token.Token) > 0)
            {
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException
            || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Too much, too slow or broken: the answer follows all the same, for who can hear it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(waste);
        }
    }

    public void Dispose() => _room.Dispose();

    private sealed class Place(SemaphoreSlim room) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                room.Release();
        }
    }
}
