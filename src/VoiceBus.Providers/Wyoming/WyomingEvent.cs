using System.Buffers;

namespace VoiceBus.Providers.Wyoming;

/// <summary>
/// An event of a Wyoming service: its type and those of its data that are of use here. Its payload lies in a rented buffer: who is
/// handed the event disposes it exactly once.
/// </summary>
internal readonly struct WyomingEvent : IDisposable
{
    private readonly byte[]? _buffer;
    private readonly int _length;

    /// <summary>Copies the payload into a rented buffer.</summary>
    public WyomingEvent(string type, WyomingData data, ReadOnlySequence<byte> payload)
    {
        (Type, Data, _length) = (type, data, (int)payload.Length);
        if (_length == 0)
            return;
        _buffer = ArrayPool<byte>.Shared.Rent(_length);
        payload.CopyTo(_buffer);
    }

    /// <summary>Such as <c>transcript</c>; empty at the end of the connection.</summary>
    public string Type => field ?? "";

    /// <summary>Its data.</summary>
    public WyomingData Data { get; }

    /// <summary>Its payload.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <summary>Whether the service has closed the connection.</summary>
    public bool IsEnd => Type.Length == 0;

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
    }
}

/// <summary>Data of an event; what it does not have is null or zero.</summary>
/// <param name="Text">Words, or what went wrong.</param>
/// <param name="Code">The kind of an error.</param>
/// <param name="Rate">Samples per second, Hz.</param>
/// <param name="Width">Bytes of a sample.</param>
/// <param name="Channels">Channels.</param>
internal readonly record struct WyomingData(string? Text, string? Code, int Rate, int Width, int Channels);
