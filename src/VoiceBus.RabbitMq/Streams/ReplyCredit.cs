namespace VoiceBus.RabbitMq.Streams;

/// <summary>
/// How many replies a worker may still send: the window less what the caller has not read, over all workers that have had
/// the call. Not thread-safe.
/// </summary>
/// <param name="window">Replies that may wait for the caller.</param>
internal sealed class ReplyCredit(int window)
{
    private int _owed;
    private int _unread;
    private bool _readerLeft;

    /// <summary>Replies of the worker that has the call now.</summary>
    public int Received { get; private set; }

    /// <summary>Whether what is owed is worth a message.</summary>
    public bool IsDue => _owed >= Math.Max(1, window / 2);

    /// <summary>Another worker has the call.</summary>
    public void Restart() => Received = 0;

    /// <summary>What the worker may send at first.</summary>
    public int Begin()
    {
        var room = window - _unread;
        _owed = Math.Min(0, room);
        return Math.Max(0, room);
    }

    /// <summary>A reply has arrived.</summary>
    /// <param name="passed">How many items of it wait for the caller now.</param>
    /// <returns>Whether it is time to tell.</returns>
    public bool Arrived(int passed)
    {
        Received++;
        var waits = _readerLeft ? 0 : passed;
        _unread += waits;
        _owed += 1 - waits;
        return IsDue;
    }

    /// <summary>The caller has read an item.</summary>
    /// <returns>Whether it is time to tell.</returns>
    public bool Read()
    {
        _unread--;
        _owed++;
        return IsDue;
    }

    /// <summary>The caller reads no more: what still comes must not wait for it.</summary>
    public void Leave()
    {
        _readerLeft = true;
        _owed += _unread;
        _unread = 0;
    }

    /// <summary>It is told.</summary>
    public int Take()
    {
        var owed = _owed;
        _owed = 0;
        return owed;
    }
}
