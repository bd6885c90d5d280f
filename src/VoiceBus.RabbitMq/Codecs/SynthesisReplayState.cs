using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// Skips as much of a repeated sentence as was passed on before. Packets are one frame each whatever the voice, so that they
/// are the measure; and a voice that speaks alike twice is coded alike twice, so that the two join without a seam.
/// </summary>
internal sealed class SynthesisReplayState(SynthesisRequest request) : CallReplayState<SynthesisRequest, AudioPacket>(request)
{
    private int _given;
    private int _skip;

    public override SynthesisRequest Ask()
    {
        _skip = _given;
        return Original;
    }

    public override void Receive(AudioPacket reply, Action<AudioPacket> pass)
    {
        if (_skip > 0)
        {
            _skip--;
            reply.Dispose();
            return;
        }
        _given++;
        pass(reply);
    }
}
