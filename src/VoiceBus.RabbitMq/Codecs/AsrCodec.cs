using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.RabbitMq.Wire;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>Recognition: the utterance is sent again to the next worker, whose transcripts supersede the earlier ones.</summary>
internal sealed class AsrCodec : ContractCodec<RecognitionRequest, AudioPacket, Transcript>
{
    // A message per 20 ms frame would spend the broker on a few hundred talkers (design.md 9).
    private const int GatheredMs = 200;

    private const int MaxHotWords = 1000;

    public override int GatheredItems(RecognitionRequest request) => GatheredMs / request.Format.FrameDuration;

    public override void WriteRequest(PooledBuffer target, RecognitionRequest request)
    {
        WireWriter.Text(target, request.Language);
        WireWriter.Byte(target, request.WantPartials ? (byte)1 : (byte)0);
        AudioWire.Write(target, request.Format);
        WireWriter.Text(target, request.Provider);
        WireWriter.Int32(target, Math.Min(request.HotWords.Count, MaxHotWords));
        foreach (var word in request.HotWords.Take(MaxHotWords))
            WireWriter.Text(target, word);
    }

    public override RecognitionRequest ReadRequest(ref WireReader reader) =>
        new(reader.Text(), reader.Byte() == 1)
        {
            Format = AudioWire.ReadFormat(ref reader),
            Provider = reader.Rest.IsEmpty ? null : reader.Text(), // Nodes of before do not say.
            HotWords = reader.Rest.IsEmpty ? [] : ReadWords(ref reader),
        };

    public override void WriteInput(PooledBuffer target, AudioPacket input) => AudioWire.Write(target, input);

    public override AudioPacket ReadInput(ReadOnlySpan<byte> payload) => AudioWire.Read(payload);

    // A pause is where recognition may begin.
    public override bool IsUrgent(AudioPacket input) => input.IsPause;

    public override void WriteReply(PooledBuffer target, Transcript reply)
    {
        WireWriter.Byte(target, (byte)reply.Kind);
        WireWriter.Text(target, reply.Text);
        WireWriter.Text(target, reply.Provider);
        WireWriter.Byte(target, reply.EndOfTurn ? (byte)1 : (byte)0);
    }

    public override Transcript ReadReply(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var kind = (TranscriptKind)reader.Byte();
        return new Transcript(reader.RequiredText(), kind, reader.RequiredText()) { EndOfTurn = !reader.Rest.IsEmpty && reader.Byte() == 1 };
    }

    private static string[] ReadWords(ref WireReader reader)
    {
        var count = Math.Clamp(reader.Int32(), 0, MaxHotWords);
        string[] words = count == 0 ? [] : new string[count];
        for (var i = 0; i < words.Length; i++)
            words[i] = reader.RequiredText();
        return words;
    }
}
