using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Synthesis: the next worker speaks the sentence again, and the caller gets it from where the first one broke off.</summary>
internal sealed class TtsCodec : ContractCodec<SynthesisRequest, NoInput, AudioPacket>
{
    private const int Percent = 100;

    public override void WriteRequest(PooledBuffer target, SynthesisRequest request)
    {
        WireWriter.Text(target, request.Text);
        WireWriter.Text(target, request.Voice);
        WireWriter.Text(target, request.Language);
        AudioWire.Write(target, request.Format);
        WireWriter.Text(target, request.Provider);
        WireWriter.Int32(target, request.Speed is { } speed ? (int)Math.Round(speed * Percent) : 0);
    }

    public override SynthesisRequest ReadRequest(ref WireReader reader) =>
        new(reader.RequiredText(), reader.Text(), reader.Text())
        {
            Format = AudioWire.ReadFormat(ref reader),
            Provider = reader.Rest.IsEmpty ? null : reader.Text(), // Nodes of before do not say.
            Speed = reader.Rest.IsEmpty ? null : reader.Int32() is var percent and > 0 ? (double)percent / Percent : null,
        };

    public override void WriteReply(PooledBuffer target, AudioPacket reply) => AudioWire.Write(target, reply);

    public override AudioPacket ReadReply(ReadOnlySpan<byte> payload) =>
        payload.IsEmpty ? throw new FormatException("A packet of speech is empty.") : AudioWire.Read(payload);

    public override CallReplayState<SynthesisRequest, AudioPacket> Remember(SynthesisRequest request) => new SynthesisReplayState(request);
}
