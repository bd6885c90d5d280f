namespace VoiceBus.Cluster;

/// <summary>Waits for something another process does and has no signal for. The token is the deadline.</summary>
public static class Condition
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns what there is as soon as there is something.</summary>
    public static async Task<T> FoundAsync<T>(Func<CancellationToken, Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        using var timer = new PeriodicTimer(_look);
        while (true)
        {
            if (await look(cancellationToken) is { } found)
                return found;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Returns when the condition holds.</summary>
    public static Task TrueAsync(Func<CancellationToken, Task<bool>> condition, CancellationToken cancellationToken) =>
        FoundAsync(async token => await condition(token) ? "" : null, cancellationToken);
}
