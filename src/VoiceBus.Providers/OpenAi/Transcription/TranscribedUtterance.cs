using System.Buffers;
using VoiceBus.Audio;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.OpenAi.Transcription;

/// <summary>
/// The audio of one utterance and the request that is under way for it, if any. Not thread-safe: the recogniser's loop owns it.
/// </summary>
internal sealed class TranscribedUtterance(
    TranscriptionClient client, RecognitionRequest request, bool early, ExceptionGuard guard, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int SampleRate = 16_000;
    private const int FirstRoom = 8 * SampleRate;

    // What is shorter is refused by OpenAI, and no word.
    private const int Shortest = SampleRate / 10;

    // 25 MB is what OpenAI takes; a WAV's header is 44 bytes.
    private const int Longest = ((25 * 1000 * 1000) - 44) / sizeof(short);

    private readonly List<Task> _dropped = [];
    private short[] _samples = ArrayPool<short>.Shared.Rent(FirstRoom);
    private int _length;
    private EarlyRequest? _early;

    /// <summary>Completes when there is something to report; null when nothing is on its way.</summary>
    public Task? NextResult => _early is { Reported: false } asked ? asked.Text : null;

    /// <summary>Takes a frame or a pause marker and disposes it.</summary>
    /// <exception cref="ProviderException">The utterance is longer than the protocol takes.</exception>
    public void Take(AudioFrame frame)
    {
        using (frame)
        {
            if (frame.IsPause)
                Pause();
            else
                Append(frame.Samples);
        }
    }

    /// <summary>Tells the result that <see cref="NextResult"/> announced.</summary>
    /// <exception cref="ProviderException">The vendor failed.</exception>
    public async Task<Transcript> ReportAsync()
    {
        _early!.Reported = true;
        return new Transcript(await _early.Text, TranscriptKind.AtPause);
    }

    /// <summary>The audio is over: the text as it comes, where it does, and at last the whole.</summary>
    /// <exception cref="ProviderException">The vendor failed.</exception>
    public async IAsyncEnumerable<Transcript> FinishAsync()
    {
        if (_early is { } asked)
        {
            yield return new Transcript(await asked.Text, TranscriptKind.Final);
            yield break;
        }

        if (_length < Shortest)
        {
            yield return new Transcript("", TranscriptKind.Final);
            yield break;
        }

        await foreach (var transcript in client.TranscribeAsync(File(), request, cancellationToken))
            if (request.WantPartials || transcript.Kind == TranscriptKind.Final)
                yield return transcript;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Drop();
        foreach (var dropped in _dropped)
            await dropped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<short>.Shared.Return(_samples);
        _samples = [];
    }

    private void Pause()
    {
        if (!early || _early is not null || _length < Shortest)
            return;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _early = new EarlyRequest(WholeAsync(File(), stop.Token), stop);
    }

    private void Append(ReadOnlySpan<short> samples)
    {
        Drop();
        if (_length + samples.Length > Longest)
            throw client.Errors.Fail(FailureKind.BadRequest, true, $"takes no more than {Longest / SampleRate} s of speech at once");
        if (_length + samples.Length > _samples.Length)
            Grow(_length + samples.Length);
        samples.CopyTo(_samples.AsSpan(_length));
        _length += samples.Length;
    }

    private void Grow(int needed)
    {
        var grown = ArrayPool<short>.Shared.Rent(Math.Max(needed, 2 * _samples.Length));
        _samples.AsSpan(0, _length).CopyTo(grown);
        ArrayPool<short>.Shared.Return(_samples);
        _samples = grown;
    }

    private byte[] File() => WavFile.Build(_samples.AsSpan(0, _length), SampleRate);

    private async Task<string> WholeAsync(byte[] file, CancellationToken token)
    {
        var text = "";
        await foreach (var transcript in client.TranscribeAsync(file, request, token))
            text = transcript.Text;
        return text;
    }

    // More was said: what was asked is of no use any more.
    private void Drop()
    {
        if (_early is not { } asked)
            return;
        _early = null;
        _dropped.Add(EndAsync(asked));
    }

    private async Task EndAsync(EarlyRequest asked)
    {
        await asked.Stop.CancelGuardedAsync(guard);
        await ((Task)asked.Text).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        asked.Stop.Dispose();
    }

    /// <summary>A request that was sent at a pause.</summary>
    private sealed class EarlyRequest(Task<string> text, CancellationTokenSource stop)
    {
        public Task<string> Text => text;

        public CancellationTokenSource Stop => stop;

        public bool Reported { get; set; }
    }
}
