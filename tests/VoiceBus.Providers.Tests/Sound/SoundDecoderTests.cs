using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VoiceBus.Audio;
using VoiceBus.Providers.Sound;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Providers.Tests.Sound;

public sealed class SoundDecoderTests
{
    private const int Rate = 24_000;
    private static readonly short[] _tone = Tones.Sine(440, Rate, Rate);

    public static TheoryData<int> Pieces => [1, 3, 7, 1000, 1 << 20];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Pcm_survives_pieces_that_end_within_a_sample(int piece)
    {
        using var decoder = new PcmDecoder(new PcmFormat(Rate));
        Decode(decoder, Tones.Bytes(_tone), piece).ShouldBe(_tone);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_wav_with_unknown_length_plays_to_its_end(int piece)
    {
        using var decoder = new WavDecoder();
        Decode(decoder, Tones.StreamedWav(_tone, Rate), piece).ShouldBe(_tone);
        decoder.SampleRate.ShouldBe(Rate);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void What_stands_beside_the_samples_of_a_wav_is_not_played(int piece)
    {
        byte[] list = [.. "LIST"u8, 6, 0, 0, 0, .. "INFO!!"u8];
        var wav = WavFile.Build(_tone, Rate);
        byte[] file = [.. wav[..12], .. list, .. wav[12..], .. list];
        using var decoder = new WavDecoder();
        Decode(decoder, file, piece).ShouldBe(_tone);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Wavs_one_after_the_other_are_one_sound(int piece)
    {
        using var decoder = new WavDecoder();
        Decode(decoder, [.. WavFile.Build(_tone, Rate), .. WavFile.Build(_tone, Rate)], piece).ShouldBe([.. _tone, .. _tone]);
    }

    [Fact]
    public void A_wav_of_floating_point_stereo_becomes_16_bit_mono()
    {
        var floats = new float[2 * _tone.Length];
        for (var i = 0; i < _tone.Length; i++)
            (floats[2 * i], floats[(2 * i) + 1]) = (_tone[i] / 32768f, _tone[i] / 32768f);
        var header = WavFile.Build([], Rate);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), 3);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), 2);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), 32);
        using var decoder = new WavDecoder();
        Decode(decoder, [.. header, .. MemoryMarshal.AsBytes(floats.AsSpan())], 1000).ShouldBe(_tone);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void An_mp3_is_decoded_as_it_comes_and_its_table_of_contents_is_no_sound(int piece)
    {
        using var decoder = new Mp3Decoder();
        var samples = Decode(decoder, Tones.Mp3, piece);
        decoder.SampleRate.ShouldBe(Rate);
        Tones.FrequencyOf(samples.AsSpan(0, Rate - 2000), Rate).ShouldBe(440, 3);
        samples.Length.ShouldBeInRange(Rate, Rate + 4000);
    }

    [Fact]
    public void An_mp3_in_stereo_with_tags_before_and_after_it_becomes_mono()
    {
        byte[] before = [.. "ID3"u8, 4, 0, 0, 0, 0, 2, 0, .. new byte[256]];
        byte[] after = [.. "TAG"u8, .. Enumerable.Repeat((byte)'x', 125)];
        using var decoder = new Mp3Decoder();
        var samples = Decode(decoder, [.. before, .. Tones.StereoMp3, .. after], 100);
        decoder.SampleRate.ShouldBe(44_100);
        Tones.FrequencyOf(samples.AsSpan(0, 12_000), 44_100).ShouldBe(440, 5);
    }

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Opus_in_ogg_is_decoded(int piece)
    {
        using var decoder = new OggOpusDecoder();
        var samples = Decode(decoder, Tones.Opus, piece);
        Tones.FrequencyOf(samples.AsSpan(0, Rate - 1000), Rate).ShouldBe(440, 3);
        samples.Length.ShouldBeInRange(Rate - 500, Rate + 1500);
    }

    [Theory]
    [InlineData(SoundFormat.Pcm)]
    [InlineData(SoundFormat.Mp3)]
    [InlineData(SoundFormat.Auto)]
    public void Who_sends_a_wav_whatever_it_was_asked_for_is_understood(SoundFormat asked)
    {
        using var decoder = new SniffingDecoder(asked, 48_000);
        Decode(decoder, Tones.StreamedWav(_tone, Rate), 5).ShouldBe(_tone);
        decoder.SampleRate.ShouldBe(Rate);
    }

    [Fact]
    public void Samples_that_look_like_an_mp3_are_samples_where_pcm_was_asked_for()
    {
        byte[] sound = [0xFF, 0xFB, 0x90, 0x64, .. Tones.Bytes(_tone)];
        using var decoder = new SniffingDecoder(SoundFormat.Pcm, Rate);
        Decode(decoder, sound, 1000).Length.ShouldBe(_tone.Length + 2);
    }

    [Fact]
    public void The_first_frame_leaves_when_20_ms_are_there_and_no_frame_is_longer_than_100_ms()
    {
        using var decoder = new PcmDecoder(new PcmFormat(Rate));
        decoder.Write(new byte[(Rate / 50 * 2) - 2]);
        decoder.TryRead(out _).ShouldBeFalse();
        decoder.Write(new byte[2]);
        decoder.TryRead(out var first).ShouldBeTrue();
        first.Duration.TotalMilliseconds.ShouldBe(20);
        first.Dispose();
        decoder.Write(new byte[Rate * 2]);
        while (decoder.TryRead(out var frame))
            using (frame)
                frame.Duration.TotalMilliseconds.ShouldBeLessThanOrEqualTo(100);
    }

    [Fact]
    public void Of_several_channels_the_mean_is_heard()
    {
        using var decoder = new PcmDecoder(new PcmFormat(Rate, Channels: 2));
        Decode(decoder, MemoryMarshal.AsBytes<short>([1, 3, 20, 40, -5, -5]).ToArray(), 3).ShouldBe([2, 30, -5]);
    }

    [Theory]
    [InlineData("<html>not found</html>")]
    [InlineData("")]
    [InlineData("RIFF")]
    public void What_is_no_sound_is_refused(string text)
    {
        using var decoder = new SniffingDecoder(SoundFormat.Wav, null);
        Should.Throw<InvalidDataException>(() => Decode(decoder, System.Text.Encoding.ASCII.GetBytes(text), 1));
    }

    [Fact]
    public void Endless_rubbish_is_no_mp3()
    {
        using var decoder = new Mp3Decoder();
        Should.Throw<InvalidDataException>(() => Decode(decoder, new byte[100_000], 1000));
    }

    [Theory]
    [InlineData(SoundFormat.Wav)]
    [InlineData(SoundFormat.Mp3)]
    [InlineData(SoundFormat.Opus)]
    public void Sound_that_was_damaged_on_its_way_is_refused_or_skipped_and_nothing_else(SoundFormat format)
    {
        var whole = format switch { SoundFormat.Wav => WavFile.Build(_tone, Rate), SoundFormat.Mp3 => [.. Tones.StereoMp3, .. Tones.StereoMp3], _ => Tones.Opus };
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var damaged = whole[..random.Next(1, whole.Length)];
            for (var i = 0; i < random.Next(1, 40); i++)
                damaged[random.Next(random.Next(2) == 0 ? damaged.Length : Math.Min(200, damaged.Length))] = (byte)random.Next(256);
            SoundDecoder Begin() => format switch { SoundFormat.Wav => new WavDecoder(), SoundFormat.Mp3 => new Mp3Decoder(), _ => new OggOpusDecoder() };
            using var decoder = Begin();
            try
            {
                Decode(decoder, damaged, random.Next(1, 5000));
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{format}, seed {seed}", e);
            }
        }
    }

    private static short[] Decode(SoundDecoder decoder, byte[] bytes, int piece)
    {
        var samples = new List<short>();
        for (var at = 0; at < bytes.Length; at += piece)
        {
            decoder.Write(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            Drain(decoder, samples);
        }

        decoder.Complete();
        Drain(decoder, samples);
        return [.. samples];
    }

    private static void Drain(SoundDecoder decoder, List<short> samples)
    {
        while (decoder.TryRead(out var frame))
            using (frame)
                samples.AddRange(frame.Samples);
    }
}
