using System.Buffers.Binary;
using VoiceBus.Speech.Espeak;

namespace VoiceBus.Speech.Tests.Espeak;

public sealed class WavHeaderTests
{
    [Fact]
    public async Task SkipsChunksItDoesNotKnow()
    {
        using var stream = Wav([.. Chunk("LIST", [1, 2, 3, 0]), .. Format(22_050), .. "data"u8, 0xFF, 0xFF, 0xFF, 0x7F, 42, 0]);
        (await WavHeader.ReadAsync(stream, CancellationToken.None)).ShouldBe(22_050);
        stream.ReadByte().ShouldBe(42);
    }

    [Fact]
    public async Task NothingAtAllIsNoRate()
    {
        using var stream = new MemoryStream();
        (await WavHeader.ReadAsync(stream, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public Task CutShortIsRefused() => RefusedAsync([.. Format(16_000)]);

    [Fact]
    public Task StereoIsRefused() => RefusedAsync([.. Format(16_000, channels: 2), .. "data"u8, 0, 0, 0, 0]);

    [Fact]
    public Task SamplesWithoutFormatAreRefused() => RefusedAsync([.. "data"u8, 0, 0, 0, 0]);

    [Fact]
    public Task AChunkOfGigabytesIsRefused() => RefusedAsync([.. "LIST"u8, 0xFF, 0xFF, 0xFF, 0xFF]);

    private static async Task RefusedAsync(byte[] chunks)
    {
        using var stream = Wav(chunks);
        await Should.ThrowAsync<InvalidDataException>(WavHeader.ReadAsync(stream, CancellationToken.None));
    }

    private static MemoryStream Wav(byte[] chunks) => new([.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. chunks]);

    private static byte[] Chunk(string tag, byte[] content) =>
        [.. tag.Select(static c => (byte)c), (byte)content.Length, 0, 0, 0, .. content];

    private static byte[] Format(int rate, short channels = 1)
    {
        var content = new byte[16];
        BinaryPrimitives.WriteInt16LittleEndian(content, 1);
        BinaryPrimitives.WriteInt16LittleEndian(content.AsSpan(2), channels);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(4), rate);
        BinaryPrimitives.WriteInt16LittleEndian(content.AsSpan(14), 16);
        return Chunk("fmt ", content);
    }
}
