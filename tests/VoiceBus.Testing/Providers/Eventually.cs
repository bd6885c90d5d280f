using System.Runtime.CompilerServices;

namespace VoiceBus.Testing.Providers;

/// <summary>Waits for something another thread is about to do and has no signal for; fails after a minute and says what it saw.</summary>
public static class Eventually
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(60);

    /// <summary>Returns once the condition holds.</summary>
    /// <param name="condition">Looked at again and again, by one thread at a time.</param>
    /// <param name="state">Describes what there is instead, for the failure; null when the condition says it all.</param>
    /// <param name="what">The condition as it is written.</param>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static async Task TrueAsync(Func<bool> condition, Func<string>? state = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        await LookAsync(() => Task.FromResult(condition()), state, what);
    }

    /// <summary>Asks until the answer is the one waited for, and returns it.</summary>
    /// <param name="ask">Asked again and again, by one thread at a time.</param>
    /// <param name="wanted">Whether it is the answer waited for.</param>
    /// <param name="what">What is waited for, as it is written.</param>
    /// <exception cref="TimeoutException">It never came; the message has the last answer.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, [CallerArgumentExpression(nameof(wanted))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(wanted);
        T? answer = default;
        await LookAsync(async () => wanted(answer = await ask()), () => $"{answer}", what);
        return answer!;
    }

    // Not by spinning: whoever is waited for needs the processor and the thread, on a machine that has one of them more than any other.
    private static async Task LookAsync(Func<Task<bool>> holds, Func<string>? state, string what)
    {
        var from = TimeProvider.System.GetTimestamp();
        var pause = _firstPause;
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(from) > _timeout)
                throw new TimeoutException($"Did not come true in {_timeout.TotalSeconds} s: {what}{(state is null ? "" : $"; there is: {state()}")}");
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
            // What takes long is looked at less often: many looks are requests that the one waited for must answer.
            pause = pause * 1.2 < _longestPause ? pause * 1.2 : _longestPause;
        }
    }
}
