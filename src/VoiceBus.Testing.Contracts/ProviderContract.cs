using Xunit;

namespace VoiceBus.Testing;

/// <summary>What the contracts of all providers share. Each fact makes an instance of its own; nothing is shared between facts.</summary>
public abstract class ProviderContract
{
    private const int Attempts = 3;

    /// <summary>How long a call may take before it counts as hanging: 10 s unless overridden. Longer for what thinks long.</summary>
    protected virtual TimeSpan CallTimeout => TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take to end once it is cancelled: 1 s unless overridden. The best of three counts, for machines are busy.</summary>
    protected virtual TimeSpan CancellationTimeout => TimeSpan.FromSeconds(1);

    /// <summary>The name that the instance that fails was given, which its failures must carry; null: any name will do.</summary>
    protected virtual string? ProviderName => null;

    /// <summary>What the instance that fails must not let out, such as the key it was given; null: nothing.</summary>
    protected virtual string? Secret => null;

    private protected async Task<T> InTimeAsync<T>(Task<T> work, string what)
    {
        await EndsAsync(work, what);
        return await work;
    }

    // Ends in any way; what it throws is not looked at here.
    private protected async Task EndsAsync(Task work, string what)
    {
        await work.WaitAsync(CallTimeout, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(work.IsCompleted, $"{what} took longer than {CallTimeout.TotalSeconds} s (CallTimeout)");
    }

    /// <summary>Begins a call, cancels it in its middle, and wants it to end at once: of itself, or because it was cancelled.</summary>
    private protected async Task IsCancelledInTimeAsync(Func<CancellationToken, Task<Task>> begin)
    {
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < Attempts && shortest > CancellationTimeout; i++)
        {
            using var stop = new CancellationTokenSource();
            var call = await begin(stop.Token);
            var from = TimeProvider.System.GetTimestamp();
            await stop.CancelAsync();
            await EndsAsync(call, "the cancelled call");
            var took = TimeProvider.System.GetElapsedTime(from);
            shortest = took < shortest ? took : shortest;
            await EndsAsCancelledAsync(call);
        }

        Assert.True(shortest <= CancellationTimeout, $"a cancelled call ended after {shortest.TotalSeconds:0.000} s; {CancellationTimeout.TotalSeconds} s are allowed (CancellationTimeout)");
    }

    private protected static async Task EndsAsCancelledAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (OperationCanceledException)
        {
            // That is how it should end, where it has not ended already.
        }
        catch (Exception other)
        {
            Assert.Fail($"a cancelled call ends with an OperationCanceledException, or of itself; this was {other}");
        }
    }

    private protected async Task FailsAsync(ServiceType service, Func<Task> call)
    {
        var work = call();
        await EndsAsync(work, "the failing call");
        var failure = await Assert.ThrowsAsync<ProviderException>(() => work);
        Assert.Equal(service, failure.Service);
        Assert.False(string.IsNullOrWhiteSpace(failure.Message), "the message says what went wrong, and the remedy");
        if (ProviderName is { } name)
            Assert.Equal(name, failure.Provider);
        else
            Assert.False(string.IsNullOrWhiteSpace(failure.Provider), "a failure names its provider");
        if (Secret is not { } secret)
            return;
        Assert.DoesNotContain(secret, failure.Detail ?? "", StringComparison.Ordinal);
        // With all that it wraps: that is what a log has.
        Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
    }
}
