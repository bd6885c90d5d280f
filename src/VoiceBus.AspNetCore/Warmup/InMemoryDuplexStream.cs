using System.IO.Pipelines;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>One end of a connection that never leaves the process: no port, no address. One reader and one writer.</summary>
internal sealed class InMemoryDuplexStream : Stream
{
    private readonly Stream _in;
    private readonly Stream _out;

    private InMemoryDuplexStream(Pipe incoming, Pipe outgoing) => (_in, _out) = (incoming.Reader.AsStream(), outgoing.Writer.AsStream());

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Both ends of a new connection; the other end reads to the end of what was written when one is disposed.</summary>
    public static (Stream Device, Stream Server) Connect()
    {
        var (up, down) = (new Pipe(), new Pipe());
        return (new InMemoryDuplexStream(down, up), new InMemoryDuplexStream(up, down));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _in.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _out.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _out.FlushAsync(cancellationToken);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _in.Dispose();
            _out.Dispose();
        }

        base.Dispose(disposing);
    }
}
