namespace VoiceBus.Management.Api;

/// <summary>How many read <c>/api/events</c>: some places are kept for the admin. Thread-safe.</summary>
internal sealed class EventReaders
{
    /// <summary>Readers at most.</summary>
    public const int Max = 100;

    /// <summary>So many of them only the admin may be.</summary>
    public const int KeptForAdmin = 20;

    private readonly Lock _gate = new();
    private int _count;

    /// <summary>Takes a place.</summary>
    /// <returns>Disposing it gives it back; null when there is none.</returns>
    public IDisposable? TryEnter(bool isAdmin)
    {
        lock (_gate)
        {
            if (_count >= (isAdmin ? Max : Max - KeptForAdmin))
                return null;
            _count++;
            return new Place(this);
        }
    }

    private void Leave()
    {
        lock (_gate)
            _count--;
    }

    private sealed class Place(EventReaders readers) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                readers.Leave();
        }
    }
}
