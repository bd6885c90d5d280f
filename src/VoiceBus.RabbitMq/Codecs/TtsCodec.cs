using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Synthesis: the next worker speaks the sentence again, and the caller gets it from where the first one broke off.</summary>
internal sealed class TtsCodec : ContractCodec<SynthesisRequest, NoInput, AudioFrame>
{
    public override void WriteRequest(PooledBuffer target, SynthesisRequest request)
    {
        WireWriter.Text(target, request.Text);
        WireWriter.Text(target, request.Voice);
        WireWriter.Text(target, request.Language);
    }

    public override SynthesisRequest ReadRequest(ref WireReader reader) => new(reader.RequiredText(), reader.Text(), reader.Text());

    public override void WriteReply(PooledBuffer target, AudioFrame reply) => AudioWire.Write(target, reply);

    public override AudioFrame ReadReply(ReadOnlySpan<byte> payload) => AudioWire.Read(payload);

    public override CallMemory<SynthesisRequest, AudioFrame> Remember(SynthesisRequest request) => new SpeechMemory(request);
}
