using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Pcm;

/// <summary>A piece of speech as it lies in a vendor's message; the default says that there is no more. Disposed exactly once.</summary>
internal readonly struct VendorAudio : IDisposable
{
    private readonly VendorMessage _message;
    private readonly bool _isAudio;

    /// <summary>Takes over a message.</summary>
    public VendorAudio(VendorMessage message, ReadOnlyMemory<byte> bytes) => (_message, Bytes, _isAudio) = (message, bytes, true);

    /// <summary>Whether the speech is over.</summary>
    public bool IsEnd => !_isAudio;

    /// <summary>The bytes; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Gives the message's buffer back.</summary>
    public void Dispose() => _message.Dispose();
}
