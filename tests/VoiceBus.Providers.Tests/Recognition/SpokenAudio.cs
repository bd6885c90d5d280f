using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace VoiceBus.Providers.Tests.Recognition;

/// <summary>An utterance that a test speaks bit by bit: frames of 60 ms, each sample another than the last.</summary>
internal sealed class SpokenAudio
{
    private const int FrameMilliseconds = 60;
    private const int SamplesPerMillisecond = 16;

    private readonly Channel<AudioFrame> _frames = Channel.CreateUnbounded<AudioFrame>();
    private readonly List<short> _spoken = [];

    /// <summary>What was spoken so far, as bytes.</summary>
    public byte[] Pcm => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_spoken)).ToArray();

    /// <summary>An utterance that is complete.</summary>
    public static SpokenAudio Of(int milliseconds) => new SpokenAudio().Speak(milliseconds).End();

    /// <summary>Speaks.</summary>
    public SpokenAudio Speak(int milliseconds, int sampleRate = 16_000)
    {
        for (var left = milliseconds * SamplesPerMillisecond; left > 0; left -= FrameMilliseconds * SamplesPerMillisecond)
        {
            var frame = AudioFrame.Rent(Math.Min(left, FrameMilliseconds * SamplesPerMillisecond), sampleRate);
            foreach (ref var sample in frame.Samples)
            {
                sample = (short)((_spoken.Count * 31 % 20_000) - 10_000);
                _spoken.Add(sample);
            }

            _frames.Writer.TryWrite(frame);
        }

        return this;
    }

    /// <summary>Pauses.</summary>
    public SpokenAudio Pause()
    {
        _frames.Writer.TryWrite(AudioFrame.Pause);
        return this;
    }

    /// <summary>Ends.</summary>
    public SpokenAudio End()
    {
        _frames.Writer.TryComplete();
        return this;
    }

    /// <summary>The audio breaks off.</summary>
    public void Break() => _frames.Writer.TryComplete(new IOException("The audio of the call broke off."));

    /// <summary>For the recogniser.</summary>
    public async IAsyncEnumerable<AudioFrame> Frames([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var frame in _frames.Reader.ReadAllAsync(cancellationToken))
            yield return frame;
    }
}
