using System.Threading.Channels;

namespace VoiceBus.Testing.Speech;

/// <summary>An utterance for a recogniser, spoken by a test: frames of 60 ms at 16 kHz. Thread-safe.</summary>
public sealed class Microphone
{
    private const int FrameSamples = 960;

    private readonly Channel<AudioFrame> _frames = Channel.CreateUnbounded<AudioFrame>();

    /// <summary>What was spoken; one reader.</summary>
    public IAsyncEnumerable<AudioFrame> Audio => _frames.Reader.ReadAllAsync();

    /// <summary>Speaks for so many frames.</summary>
    /// <param name="frames">How many, of 60 ms.</param>
    /// <param name="level">Each sample; zero is silence.</param>
    public Microphone Speak(int frames, short level = 1000)
    {
        for (var i = 0; i < frames; i++)
        {
            var frame = AudioFrame.Rent(FrameSamples, 16_000);
            frame.Samples.Fill(level);
            _frames.Writer.TryWrite(frame);
        }

        return this;
    }

    /// <summary>Pauses.</summary>
    public Microphone Pause()
    {
        _frames.Writer.TryWrite(AudioFrame.Pause);
        return this;
    }

    /// <summary>Falls silent for good.</summary>
    public Microphone End()
    {
        _frames.Writer.TryComplete();
        return this;
    }

    /// <summary>Is lost: who listens gets this.</summary>
    public void Break(Exception exception) => _frames.Writer.TryComplete(exception);
}
