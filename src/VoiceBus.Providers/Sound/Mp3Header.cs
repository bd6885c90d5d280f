using NLayer;

namespace VoiceBus.Providers.Sound;

/// <summary>The four bytes a frame of MPEG audio begins with (ISO/IEC 11172-3 and 13818-3). Immutable.</summary>
internal readonly record struct Mp3Header
{
    /// <summary>Bytes of a header.</summary>
    public const int Length = 4;

    private static readonly int[] _rates = [44_100, 48_000, 32_000];

    // Kilobits a second: version 1 layers I, II, III; later versions layer I, layers II and III.
    private static readonly int[][] _bitRates =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    private readonly uint _bits;

    private Mp3Header(uint bits) => _bits = bits;

    public MpegVersion Version => ((_bits >> 19) & 3) switch { 0 => MpegVersion.Version25, 2 => MpegVersion.Version2, _ => MpegVersion.Version1 };

    public MpegLayer Layer => ((_bits >> 17) & 3) switch { 3 => MpegLayer.LayerI, 2 => MpegLayer.LayerII, _ => MpegLayer.LayerIII };

    public bool HasCrc => (_bits & 0x1_0000) == 0;

    public int BitRateIndex => (int)((_bits >> 12) & 15);

    public int BitRate => 1000 * _bitRates[(Version, Layer) switch
    {
        (MpegVersion.Version1, MpegLayer.LayerI) => 0,
        (MpegVersion.Version1, MpegLayer.LayerII) => 1,
        (MpegVersion.Version1, _) => 2,
        (_, MpegLayer.LayerI) => 3,
        _ => 4,
    }][BitRateIndex];

    public int SampleRateIndex => (int)((_bits >> 10) & 3);

    public int SampleRate => _rates[SampleRateIndex] >> (Version switch { MpegVersion.Version1 => 0, MpegVersion.Version2 => 1, _ => 2 });

    public MpegChannelMode ChannelMode => (MpegChannelMode)((_bits >> 6) & 3);

    public int ChannelModeExtension => (int)((_bits >> 4) & 3);

    public bool IsCopyrighted => (_bits & 8) != 0;

    public int SampleCount => Layer switch
    {
        MpegLayer.LayerI => 384,
        MpegLayer.LayerIII when Version != MpegVersion.Version1 => 576,
        _ => 1152,
    };

    /// <summary>Bytes of the whole frame.</summary>
    public int FrameLength => Layer == MpegLayer.LayerI
        ? ((12 * BitRate / SampleRate) + Padding) * 4
        : (SampleCount / 8 * BitRate / SampleRate) + Padding;

    /// <summary>Where, within a frame, the mark of an encoder's table of contents stands: such a frame is no sound.</summary>
    public int TableOffset => Length + (Version, ChannelMode) switch
    {
        (MpegVersion.Version1, not MpegChannelMode.Mono) => 32,
        (not MpegVersion.Version1, MpegChannelMode.Mono) => 9,
        _ => 17,
    };

    private int Padding => (int)((_bits >> 9) & 1);

    /// <summary>Reads a header. Frames of a free bit rate, which no encoder of speech makes, are not taken for one.</summary>
    /// <returns>False when these four bytes begin no frame.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Mp3Header header)
    {
        var bits = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        header = new Mp3Header(bits);
        return (bits & 0xFFE0_0000) == 0xFFE0_0000
            && (bits & 0x0018_0000) != 0x0008_0000
            && (bits & 0x0006_0000) != 0
            && (bits & 0x0000_F000) is not (0 or 0x0000_F000)
            && (bits & 0x0000_0C00) != 0x0000_0C00;
    }

    /// <summary>Whether two frames may belong to one stream.</summary>
    public bool Fits(Mp3Header other) => Version == other.Version && Layer == other.Layer && SampleRate == other.SampleRate;
}
