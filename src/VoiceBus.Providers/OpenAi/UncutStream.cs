using System.Text;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// A vendor's event stream that refuses to end before the model has finished: without a finish reason or the end mark the
/// end of the bytes is a failure, where the client library would take half a tool call for a whole one.
/// </summary>
internal sealed class UncutStream(Stream inner) : Stream
{
    private readonly Matcher _end = new("data:[DONE]"u8);
    private readonly Matcher _finished = new("\"finish_reason\":\""u8);
    private readonly Matcher _error = new("\ndata:{\"error\":"u8);
    private bool _any;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Watch(buffer.Span[..count], asked: buffer.Length);
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Watch(buffer.AsSpan(offset, read), asked: count);
        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Watch(ReadOnlySpan<byte> read, int asked)
    {
        if (!_any && !read.IsEmpty)
            _error.Feed("\n"u8);
        _any |= !read.IsEmpty;
        _end.Feed(read);
        _finished.Feed(read);
        _error.Feed(read);
        if (_error.Found)
            throw new VendorStreamException("reported an error in the middle of its answer");
        if (read.IsEmpty && asked > 0 && !_end.Found && !_finished.Found)
            throw new VendorStreamException(_any ? "broke off in the middle of its answer" : "answered nothing");
    }

    /// <summary>Finds bytes in a stream, ignoring spaces; right for patterns whose beginning does not recur in them.</summary>
    private sealed class Matcher(ReadOnlySpan<byte> pattern)
    {
        private readonly byte[] _pattern = pattern.ToArray();
        private int _matched;

        public bool Found { get; private set; }

        public void Feed(ReadOnlySpan<byte> bytes)
        {
            foreach (var b in bytes)
            {
                if (Found)
                    return;
                if (b == ' ')
                    continue;
                _matched = b == _pattern[_matched] ? _matched + 1 : b == _pattern[0] ? 1 : 0;
                Found = _matched == _pattern.Length;
            }
        }
    }
}

/// <summary>A vendor's stream did not keep to its protocol.</summary>
internal sealed class VendorStreamException(string message) : IOException(message);
