namespace VoiceBus.Management.Configuration;

/// <summary>
/// Disposes what is out of use when nobody can use it any more. What is given later waits for the users of all that was
/// given before, since an older call may know it too. Not thread-safe; its owner's gate guards <see cref="Retire"/>.
/// </summary>
internal sealed class DeferredDisposal(TimeProvider time) : IAsyncDisposable
{
    // Longer than any call may last.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(70);

    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _waiting = [];
    private Task _unused = Task.CompletedTask;

    /// <summary>Disposes the things when the given users and those of earlier times have ended.</summary>
    public void Retire(IReadOnlyList<IAsyncDisposable> gone, Task unused)
    {
        _waiting.RemoveAll(static task => task.IsCompleted);
        _unused = _unused.IsCompleted ? unused : Task.WhenAll(_unused, unused);
        if (gone.Count > 0)
            _waiting.Add(DisposeWhenUnusedAsync(gone, _unused));
    }

    /// <summary>Disposes what still waits, without waiting for its users.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_waiting);
    }

    private async Task DisposeWhenUnusedAsync(IReadOnlyList<IAsyncDisposable> gone, Task unused)
    {
        // Too late or the end of the process: the users are left to their own deadlines.
        await unused.WaitAsync(_longest, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var thing in gone)
            await thing.DisposeAsync();
    }
}
