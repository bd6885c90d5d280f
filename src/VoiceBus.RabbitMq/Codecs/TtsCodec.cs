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
        WriteFactor(target, request.Speed);
        WriteFactor(target, request.Pitch);
        WriteFactor(target, request.Volume);
        WireWriter.Text(target, request.Emotion);
    }

    public override SynthesisRequest ReadRequest(ref WireReader reader) =>
        new(reader.RequiredText(), reader.Text(), reader.Text())
        {
            Format = AudioWire.ReadFormat(ref reader),
            Provider = reader.Rest.IsEmpty ? null : reader.Text(), // Nodes of before do not say.
            Speed = ReadFactor(ref reader),
            Pitch = ReadFactor(ref reader),
            Volume = ReadFactor(ref reader),
            Emotion = reader.Rest.IsEmpty ? null : reader.Text(),
        };

    public override void WriteReply(PooledBuffer target, AudioPacket reply) => AudioWire.Write(target, reply);

    public override AudioPacket ReadReply(ReadOnlySpan<byte> payload) =>
        payload.IsEmpty ? throw new FormatException("A packet of speech is empty.") : AudioWire.Read(payload);

    public override CallReplayState<SynthesisRequest, AudioPacket> Remember(SynthesisRequest request) => new SynthesisReplayState(request);

    // Zero stands for none of its own, and so it stays what older nodes take for none; silence is one hundredth.
    private static void WriteFactor(PooledBuffer target, double? factor) =>
        WireWriter.Int32(target, factor is { } given ? Math.Max(1, (int)Math.Round(given * Percent)) : 0);

    private static double? ReadFactor(ref WireReader reader) =>
        !reader.Rest.IsEmpty && reader.Int32() is var percent and > 0 ? (double)percent / Percent : null;
}
