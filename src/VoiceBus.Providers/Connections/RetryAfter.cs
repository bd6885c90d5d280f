using System.Globalization;

namespace VoiceBus.Providers.Connections;

/// <summary>How long a server asks to be left alone. Pure.</summary>
internal static class RetryAfter
{
    /// <summary>Reads <c>Retry-After-Ms</c>, else <c>Retry-After</c> in seconds or as a date; null when neither says anything.</summary>
    /// <param name="header">Gives a header's first value, or null.</param>
    /// <param name="time">Tells what a date means.</param>
    public static TimeSpan? Read(Func<string, string?> header, TimeProvider time)
    {
        if (Number(header("Retry-After-Ms")) is { } milliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        var asked = header("Retry-After");
        if (Number(asked) is { } seconds)
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(asked, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        var wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < int.MaxValue ? number : null;
}
