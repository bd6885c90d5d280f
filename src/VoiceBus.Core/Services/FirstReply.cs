namespace VoiceBus.Core.Services;

/// <summary>Which of two providers asked at the same time replied first. Thread-safe.</summary>
internal sealed class FirstReply
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProviderAttempt? _winner;

    /// <summary>Completes when one has won.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The one that has won, or null.</summary>
    public ProviderAttempt? Winner => Volatile.Read(ref _winner);

    /// <summary>True for the first one, again and again.</summary>
    public bool TryWin(ProviderAttempt attempt)
    {
        var before = Interlocked.CompareExchange(ref _winner, attempt, null);
        if (before is null)
            _settled.SetResult();
        return before is null || before == attempt;
    }
}
