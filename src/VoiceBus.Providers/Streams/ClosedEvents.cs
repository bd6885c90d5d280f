namespace VoiceBus.Providers.Streams;

/// <summary>
/// A stream of events whose last one counts although no empty line follows it: the parser drops it, as the standard says, and some
/// vendors do not write it. As thread-safe as the inner stream.
/// </summary>
/// <param name="inner">Owned.</param>
internal sealed class ClosedEvents(Stream inner) : InspectedStream(inner)
{
    private bool _isClosed;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        if (read > 0 || _isClosed || buffer.Length < 2)
            return read;
        _isClosed = true;
        "\n\n"u8.CopyTo(buffer.Span);
        return 2;
    }

    /// <inheritdoc/>
    protected override void Inspect(ReadOnlySpan<byte> read, int asked)
    {
        // Everything passes.
    }
}
