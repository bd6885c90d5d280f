using System.Runtime.CompilerServices;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.Pcm;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// The frames of one utterance: waited for until somebody speaks, so that no connection is opened for silence, and then sent in
/// packets. A task is allocated only in a pause. One reader.
/// </summary>
internal sealed class UtteranceFrames : IAsyncDisposable
{
    private const int SampleRate = 16_000;

    private readonly VendorContext _context;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<AudioFrame> _frames;
    private Task<bool>? _coming;
    private bool _holdsFrame;

    /// <summary>Begins to listen.</summary>
    public UtteranceFrames(IAsyncEnumerable<AudioFrame> audio, VendorContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _frames = audio.GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>Waits for the first samples.</summary>
    /// <returns>False when the utterance ends without any.</returns>
    /// <exception cref="ProviderException">They are not of the rate all recognisers are given.</exception>
    public async Task<bool> StartAsync()
    {
        while (await _frames.MoveNextAsync())
        {
            if (_frames.Current.IsPause)
                continue;
            _holdsFrame = true;
            return _frames.Current.SampleRate == SampleRate ? true : throw new ProviderException(
                _context.Service, _context.Provider, FailureKind.BadRequest, retryable: false,
                $"{_context.Provider} was given audio at {_frames.Current.SampleRate} Hz; {SampleRate} Hz is wanted");
        }

        return false;
    }

    /// <summary>Sends all there is, to the end of the utterance; called once, after <see cref="StartAsync"/>.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="packet">How long a packet is.</param>
    /// <param name="keepAlive">How long a pause lasts before the vendor is kept from giving up, each time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task SendAsync(IUtteranceSink sink, TimeSpan packet, TimeSpan keepAlive, CancellationToken cancellationToken)
    {
        await using var link = cancellationToken.RegisterGuarded(
            static frames => _ = frames._stop.CancelGuardedAsync(frames._context.Guard), this, _context.Guard);
        var packets = new PcmPackets((int)(packet.TotalSeconds * SampleRate) * sizeof(short));
        var pausing = false;
        do
        {
            using var frame = TakeFrame();
            if (frame.IsPause == pausing)
            {
                if (!pausing)
                    await AddAsync(frame, packets, sink, cancellationToken);
                continue;
            }

            pausing = frame.IsPause;
            if (!pausing)
            {
                await sink.ResumeAsync(cancellationToken);
                await AddAsync(frame, packets, sink, cancellationToken);
                continue;
            }

            if (!packets.IsEmpty)
                await sink.AudioAsync(packets.Take(), cancellationToken);
            await sink.PauseAsync(cancellationToken);
        }
        while (pausing ? await NextAfterPauseAsync(sink, keepAlive, cancellationToken) : await NextAsync());
        await sink.EndAsync(packets.Take(), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelGuardedAsync(_context.Guard);
        if (_coming is { } coming)
        {
            // An enumerator must not be disposed while it moves; a frame that comes now has no other owner.
            await ((Task)coming).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _holdsFrame = coming is { IsCompletedSuccessfully: true, Result: true };
        }

        if (_holdsFrame)
            _frames.Current.Dispose();
        await _frames.DisposeAsync();
        _stop.Dispose();
    }

    private AudioFrame TakeFrame()
    {
        _holdsFrame = false;
        return _frames.Current;
    }

    private static async ValueTask AddAsync(AudioFrame frame, PcmPackets packets, IUtteranceSink sink, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < frame.Length;)
        {
            taken += packets.Add(frame.Samples[taken..]);
            if (packets.IsFull)
                await sink.AudioAsync(packets.Take(), cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> NextAsync() => _holdsFrame = await _frames.MoveNextAsync();

    private async ValueTask<bool> NextAfterPauseAsync(IUtteranceSink sink, TimeSpan keepAlive, CancellationToken cancellationToken)
    {
        _coming = _frames.MoveNextAsync().AsTask();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (!_coming.IsCompleted)
        {
            await Task.WhenAny(_coming, Task.Delay(keepAlive, _context.Time, enough.Token));
            if (!_coming.IsCompleted && !cancellationToken.IsCancellationRequested)
                await sink.KeepAliveAsync(cancellationToken);
        }

        await enough.CancelGuardedAsync(_context.Guard);
        var coming = _coming;
        _coming = null;
        return _holdsFrame = await coming;
    }
}
