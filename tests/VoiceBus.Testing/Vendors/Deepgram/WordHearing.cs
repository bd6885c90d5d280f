namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>Hears a word every 300 ms of voice, and how long it was silent.</summary>
internal sealed class WordHearing
{
    private const int Word = 300;

    /// <summary>Seconds heard.</summary>
    public double Seconds { get; private set; }

    /// <summary>Milliseconds of silence since the last voice.</summary>
    public int Silence { get; private set; }

    /// <summary>Words begun so far; one that is begun is heard.</summary>
    public int Words => (Voice + Word - 1) / Word;

    private int Voice { get; set; }

    /// <summary>Takes a packet in.</summary>
    public void Hear(byte[] packet)
    {
        Seconds += packet.Length / 32_000.0;
        var milliseconds = packet.Length / 32;
        if (packet.AsSpan().ContainsAnyExcept((byte)0))
            (Voice, Silence) = (Voice + milliseconds, 0);
        else
            Silence += milliseconds;
    }
}
