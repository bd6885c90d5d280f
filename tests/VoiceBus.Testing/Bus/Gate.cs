namespace VoiceBus.Testing.Bus;

/// <summary>A point that one side reaches and the other waits for, with a limit so that a broken test ends.</summary>
public sealed class Gate
{
    /// <summary>Real time after which a test is broken.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the point was reached.</summary>
    public bool IsOpen => _opened.Task.IsCompleted;

    /// <summary>Completes when the point is reached.</summary>
    public Task Opened => _opened.Task.WaitAsync(Limit);

    /// <summary>The point is reached.</summary>
    public void Open() => _opened.TrySetResult();
}
