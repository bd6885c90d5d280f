namespace VoiceBus.Providers.Sound;

/// <summary>Converts samples whose pieces end anywhere, also within a sample. Not thread-safe.</summary>
internal sealed class PcmBlocks(PcmFormat format)
{
    private readonly byte[] _split = new byte[format.BlockLength];
    private int _kept;

    /// <summary>How many samples a piece gives at most.</summary>
    public int MaxSamples(int bytes) => (_kept + bytes) / format.BlockLength;

    /// <summary>Converts a piece; what is left of its last sample is kept for the next.</summary>
    /// <returns>Samples written.</returns>
    public int Convert(ReadOnlySpan<byte> bytes, Span<short> mono)
    {
        var written = 0;
        if (_kept > 0)
        {
            var missing = Math.Min(_split.Length - _kept, bytes.Length);
            bytes[..missing].CopyTo(_split.AsSpan(_kept));
            _kept += missing;
            bytes = bytes[missing..];
            if (_kept < _split.Length)
                return 0;
            format.Convert(_split, mono);
            (_kept, written) = (0, 1);
        }

        var whole = bytes.Length / _split.Length;
        format.Convert(bytes[..(whole * _split.Length)], mono[written..]);
        bytes = bytes[(whole * _split.Length)..];
        bytes.CopyTo(_split);
        _kept = bytes.Length;
        return written + whole;
    }
}
