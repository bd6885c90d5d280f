using System.Runtime.CompilerServices;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Recognition;

/// <summary>
/// Waits until somebody speaks, so that no vendor is dialled for silence: some give up when they hear nothing for a few seconds. One
/// reader.
/// </summary>
internal sealed class FirstSound : IAsyncDisposable
{
    private const int SampleRate = 16_000;

    private readonly VendorContext _context;
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<AudioFrame> _frames;
    private bool _holdsFrame;

    /// <summary>Begins to listen.</summary>
    public FirstSound(IAsyncEnumerable<AudioFrame> audio, VendorContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _frames = audio.GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>Waits for the first samples.</summary>
    /// <returns>False when the utterance ends without any.</returns>
    /// <exception cref="ProviderException">They are not of the rate all recognisers are given.</exception>
    public async Task<bool> WaitAsync()
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

    /// <summary>The frame that was waited for and all that follow; enumerated once.</summary>
    public async IAsyncEnumerable<AudioFrame> AudioAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var link = cancellationToken.RegisterGuarded(
            static sound => _ = sound._stop.CancelGuardedAsync(sound._context.Guard), this, _context.Guard);
        do
        {
            _holdsFrame = false;
            yield return _frames.Current;
        }
        while (await _frames.MoveNextAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelGuardedAsync(_context.Guard);
        if (_holdsFrame)
            _frames.Current.Dispose();
        await _frames.DisposeAsync();
        _stop.Dispose();
    }
}
