namespace VoiceBus.Testing.Providers;

/// <summary>Waits for something another thread is about to do and has no signal for; fails after 20 s.</summary>
public static class Eventually
{
    /// <summary>Returns once the condition holds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public static async Task TrueAsync(Func<bool> condition)
    {
        var from = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(from) > TimeSpan.FromSeconds(20))
                throw new TimeoutException("The condition did not come true.");
            await Task.Yield();
        }
    }
}
