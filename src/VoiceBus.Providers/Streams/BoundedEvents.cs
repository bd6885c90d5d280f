namespace VoiceBus.Providers.Streams;

/// <summary>
/// Breaks off an answer that grows too long, as a whole or between two empty lines: whoever reads events gathers each before it reads
/// it. As thread-safe as the inner stream.
/// </summary>
/// <param name="inner">Owned.</param>
/// <param name="maxEvent">Bytes of one event.</param>
/// <param name="maxAnswer">Bytes of all.</param>
internal sealed class BoundedEvents(Stream inner, int maxEvent, long maxAnswer) : InspectedStream(inner)
{
    private long _answer;
    private long _event;
    private bool _isLineEmpty = true;
    private bool _wasReturn;

    /// <inheritdoc/>
    protected override void Inspect(ReadOnlySpan<byte> read, int asked)
    {
        _answer += read.Length;
        while (read.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var end)
        {
            Grow(end);
            EndLine(read[end]);
            read = read[(end + 1)..];
        }

        Grow(read.Length);
        if (_answer > maxAnswer)
            throw new MessageTooLongException($"an answer of more than {maxAnswer} bytes");
    }

    private void Grow(int bytes)
    {
        if (bytes > 0)
            (_isLineEmpty, _wasReturn) = (false, false);
        _event += bytes;
        if (_event > maxEvent)
            throw new MessageTooLongException($"an event of more than {maxEvent} bytes");
    }

    private void EndLine(byte letter)
    {
        // The second half of a line end.
        if (letter == (byte)'\n' && _wasReturn)
        {
            _wasReturn = false;
            return;
        }

        if (_isLineEmpty)
            _event = 0;
        (_isLineEmpty, _wasReturn) = (true, letter == (byte)'\r');
    }
}
