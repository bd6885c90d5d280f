using System.Runtime.CompilerServices;

namespace VoiceBus.Chaos;

/// <summary>Waits for something another process does and has no signal for. The token is the deadline.</summary>
public static class Condition
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns what there is as soon as there is something.</summary>
    /// <param name="look">Looks for it.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <param name="what">What is looked for, as it is written.</param>
    /// <exception cref="OperationCanceledException">It was not there in time; the message says what.</exception>
    public static async Task<T> FoundAsync<T>(
        Func<CancellationToken, Task<T?>> look, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(look))] string what = "")
        where T : class
    {
        using var timer = new PeriodicTimer(_look);
        try
        {
            while (true)
            {
                if (await look(cancellationToken) is { } found)
                    return found;
                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException late) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Not in time: {what}", late, cancellationToken);
        }
    }

    /// <summary>Returns when the condition holds.</summary>
    public static Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition, CancellationToken cancellationToken, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        FoundAsync(async token => await condition(token) ? "" : null, cancellationToken, what);
}
