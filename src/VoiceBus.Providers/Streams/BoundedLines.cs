namespace VoiceBus.Providers.Streams;

/// <summary>
/// Passes on a stream of lines and breaks off when one grows too long: who reads lines would gather it without bound. Reading
/// follows the inner stream's rules.
/// </summary>
/// <param name="inner">Owned.</param>
/// <param name="maxLine">Bytes.</param>
internal sealed class BoundedLines(Stream inner, int maxLine) : InspectedStream(inner)
{
    private const byte LineEnd = (byte)'\n';

    private int _line;

    /// <inheritdoc/>
    protected override void Inspect(ReadOnlySpan<byte> read, int asked)
    {
        while (read.IndexOf(LineEnd) is >= 0 and var end)
        {
            Grow(end);
            _line = 0;
            read = read[(end + 1)..];
        }

        Grow(read.Length);
    }

    private void Grow(int bytes)
    {
        _line += bytes;
        if (_line > maxLine)
            throw new MessageTooLongException($"it sent a message of more than {maxLine} bytes");
    }
}
