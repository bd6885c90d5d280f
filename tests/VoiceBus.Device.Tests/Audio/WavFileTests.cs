using System.Buffers.Binary;
using FsCheck.Xunit;
using VoiceBus.Audio;
using VoiceBus.Device.Tests.Scripted;

namespace VoiceBus.Device.Tests.Audio;

public sealed class WavFileTests
{
    [Fact]
    public void What_is_built_is_parsed_again()
    {
        short[] samples = [0, 1, -1, short.MaxValue, short.MinValue];
        var wav = WavFile.Parse(WavFile.Build(samples, 24000));
        wav.SampleRate.ShouldBe(24000);
        wav.Samples.ShouldBe(samples);
        wav.Duration.TotalSeconds.ShouldBe(5 / 24000.0, 1e-6);
    }

    [Fact]
    public void Stereo_becomes_the_mean_of_its_channels()
    {
        var file = WavFile.Build([100, 300, -100, -300], 44100);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 2);
        WavFile.Parse(file).Samples.ShouldBe([200, -200]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7FFFF000u)]
    [InlineData(uint.MaxValue)]
    public void A_piped_file_with_a_dummy_size_is_read_to_its_end(uint size)
    {
        var file = WavFile.Build([1, 2, 3], 22050);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), size);
        WavFile.Parse(file).Samples.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Other_chunks_are_passed_over()
    {
        var file = WavFile.Build([5, 6], 16000);
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        WavFile.Parse([.. file[..36], .. list, .. file[36..]]).Samples.ShouldBe([5, 6]);
    }

    [Fact]
    public void What_is_not_16_bit_pcm_is_refused_with_the_reason()
    {
        Refused("not a wav file at all"u8.ToArray()).ShouldContain("not a WAV");
        var floats = WavFile.Build([1], 16000);
        floats[20] = 3;
        floats[34] = 32;
        Refused(floats).ShouldContain("format 3, 32 bits");
        Refused(WavFile.Build([1], 16000)[..36]).ShouldContain("no data");
        Refused([.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. "data"u8, 2, 0, 0, 0, 1, 2]).ShouldContain("format");
    }

    [Property(MaxTest = 300)]
    public bool A_damaged_file_is_refused_or_read_but_never_crashes(byte where, byte what, byte length)
    {
        var file = WavFile.Build(Sounds.Tone(16000, 0.01), 16000);
        file[where % 44] = what;
        try
        {
            return WavFile.Parse(file.AsSpan(0, Math.Max((int)length, 12))).Samples is not null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static string Refused(byte[] file) => Should.Throw<InvalidDataException>(() => WavFile.Parse(file)).Message;
}
