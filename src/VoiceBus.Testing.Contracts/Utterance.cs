using System.Runtime.CompilerServices;

namespace VoiceBus.Testing;

/// <summary>An utterance as a recogniser gets it: frames of 60 ms at 16 kHz, made as they are asked for.</summary>
/// <param name="ledger">Looks after the frames; null: nobody does.</param>
internal sealed class Utterance(FrameLedger? ledger = null)
{
    private const int SampleRate = 16_000;
    private const int FrameSamples = SampleRate * 60 / 1000;

    private readonly List<Part> _parts = [];
    private readonly TaskCompletionSource _isWaiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private enum PartKind
    {
        Speech,
        Pause,
        Wait,
        Break,
    }

    /// <summary>Completes when all up to the wait was taken and more is asked for.</summary>
    public Task IsWaiting => _isWaiting.Task;

    /// <summary>Somebody speaks.</summary>
    public Utterance Speak(ReadOnlyMemory<short> samples)
    {
        for (; samples.Length > 0; samples = samples[Math.Min(FrameSamples, samples.Length)..])
            _parts.Add(new Part(PartKind.Speech, samples[..Math.Min(FrameSamples, samples.Length)]));
        return this;
    }

    /// <summary>A pause marker.</summary>
    public Utterance Pause() => With(PartKind.Pause);

    /// <summary>Nothing comes until <see cref="Resume"/>.</summary>
    public Utterance Wait() => With(PartKind.Wait);

    /// <summary>The audio is lost.</summary>
    public Utterance Break() => With(PartKind.Break);

    /// <summary>Ends the wait.</summary>
    public void Resume() => _resumed.TrySetResult();

    /// <summary>For the recogniser, once.</summary>
    public async IAsyncEnumerable<AudioFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in _parts)
        {
            // As on a line: no frame is there before it is asked for.
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (part.Kind == PartKind.Break)
                throw new IOException("The audio of the call broke off.");
            if (part.Kind == PartKind.Wait)
            {
                _isWaiting.TrySetResult();
                await _resumed.Task.WaitAsync(cancellationToken);
            }
            else
                yield return part.Kind == PartKind.Pause ? AudioFrame.Pause : ledger?.Make(part.Samples.Span, SampleRate) ?? AudioFrame.Copy(part.Samples.Span, SampleRate);
        }
    }

    private Utterance With(PartKind kind)
    {
        _parts.Add(new Part(kind, default));
        return this;
    }

    private readonly record struct Part(PartKind Kind, ReadOnlyMemory<short> Samples);
}
