using System.Runtime.CompilerServices;

namespace VoiceBus.Providers.Pcm;

/// <summary>Sends frames as packets of the length a vendor wants. Nothing is allocated per frame. One sender at a time.</summary>
/// <param name="packetBytes">Bytes of a packet, even.</param>
/// <param name="send">Sends a packet; its bytes are valid until it returns.</param>
internal sealed class PcmUplink(int packetBytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send)
{
    private const int SampleRate = 16_000;

    // 20 ms.
    private static readonly short[] _silence = new short[320];

    private readonly PcmPackets _packets = new(packetBytes);

    /// <summary>Sends what is complete with the samples of a frame; the frame stays the caller's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(AudioFrame frame, CancellationToken cancellationToken)
    {
        for (var sent = 0; sent < frame.Length;)
        {
            sent += _packets.Add(frame.Samples[sent..]);
            if (_packets.IsFull)
                await send(_packets.Take(), cancellationToken);
        }
    }

    /// <summary>Sends silence after what is left over, and as much more as makes the last packet whole.</summary>
    public async ValueTask SendSilenceAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        for (var left = (int)(duration.TotalSeconds * SampleRate); left > 0 || !_packets.IsEmpty;)
        {
            left -= _packets.Add(left > 0 ? _silence.AsSpan(0, Math.Min(left, _silence.Length)) : _silence);
            if (_packets.IsFull)
                await send(_packets.Take(), cancellationToken);
        }
    }

    /// <summary>Sends what is left over as a shorter packet.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        _packets.IsEmpty ? ValueTask.CompletedTask : send(_packets.Take(), cancellationToken);
}
