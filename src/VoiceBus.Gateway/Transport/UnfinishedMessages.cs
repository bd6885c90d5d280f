namespace VoiceBus.Gateway.Transport;

/// <summary>Counts the bytes that messages of all devices take while they are not whole yet. Thread-safe; never waits.</summary>
/// <param name="most">How many they may be in all, asked each time.</param>
public sealed class UnfinishedMessages(Func<int> most)
{
    private long _bytes;

    /// <summary>Bytes taken now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Takes bytes that cannot be refused.</summary>
    public void Take(int bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Takes more bytes, if there is room for them.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= most())
            return true;
        Give(bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Give(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
