namespace VoiceBus.Providers.ToolServers.Processes;

/// <summary>
/// Passes on a stream of lines and breaks off when one grows too long: who reads lines would gather it without bound. Reading
/// follows the inner stream's rules.
/// </summary>
/// <param name="inner">Owned.</param>
/// <param name="maxLine">Bytes.</param>
internal sealed class BoundedLines(Stream inner, int maxLine) : Stream
{
    private const byte LineEnd = (byte)'\n';

    private int _line;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> read)
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
            throw new IOException($"it sent a message of more than {maxLine} bytes");
    }
}
