using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Skips as much of a repeated sentence as was passed on before. The measure is time: another voice may have another rate.</summary>
internal sealed class SpeechMemory(SynthesisRequest request) : CallMemory<SynthesisRequest, AudioFrame>(request)
{
    private TimeSpan _given;
    private TimeSpan _skip;

    public override SynthesisRequest Ask()
    {
        _skip = _given;
        return Original;
    }

    public override void Receive(AudioFrame reply, Action<AudioFrame> pass)
    {
        if (_skip > TimeSpan.Zero)
        {
            reply = WithoutSkipped(reply, out var whole);
            if (whole)
                return;
        }
        _given += reply.Duration;
        pass(reply);
    }

    private AudioFrame WithoutSkipped(AudioFrame frame, out bool whole)
    {
        var duration = frame.Duration;
        whole = duration <= _skip;
        if (whole)
        {
            _skip -= duration;
            frame.Dispose();
            return default;
        }
        var samples = (int)Math.Round(_skip.TotalSeconds * frame.SampleRate);
        _skip = TimeSpan.Zero;
        if (samples == 0)
            return frame;
        whole = samples >= frame.Length;
        if (whole)
        {
            frame.Dispose();
            return default;
        }
        frame.Samples[samples..].CopyTo(frame.Samples);
        return frame.Truncate(frame.Length - samples);
    }
}
