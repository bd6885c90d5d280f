namespace VoiceBus.Testing.Vendors.FunAsr;

/// <summary>Hears where segments begin and end, and how far they have come.</summary>
internal sealed class SegmentHearing
{
    private const int EndSilence = 800;
    private const int Chunk = 600;

    private int _voice;
    private int _silence;
    private int _told;

    /// <summary>Whether a segment is open.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Takes a packet in.</summary>
    /// <returns>How many chunks the fast model has finished, and whether the segment has ended.</returns>
    public (int Chunks, bool Ended) Hear(byte[] packet)
    {
        var milliseconds = packet.Length / 32;
        if (packet.AsSpan().ContainsAnyExcept((byte)0))
            (IsOpen, _silence, _voice) = (true, 0, _voice + milliseconds);
        else
            _silence += milliseconds;
        if (!IsOpen)
            return (0, false);
        var chunks = (_voice / Chunk) - _told;
        _told += chunks;
        return _silence < EndSilence ? (chunks, false) : (chunks, Close());
    }

    /// <summary>Ends the open segment.</summary>
    public bool Close()
    {
        var open = IsOpen;
        (IsOpen, _voice, _silence, _told) = (false, 0, 0, 0);
        return open;
    }
}
