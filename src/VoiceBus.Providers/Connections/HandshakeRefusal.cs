using System.Globalization;

namespace VoiceBus.Providers.Connections;

/// <summary>What a server answered instead of opening a WebSocket; its body is not kept by the framework. Immutable.</summary>
/// <param name="Status">The HTTP status, such as 401.</param>
/// <param name="Headers">The headers; names ignore case.</param>
internal sealed record HandshakeRefusal(int Status, IReadOnlyDictionary<string, IEnumerable<string>> Headers)
{
    // Where vendors put words, for a body cannot be read by most clients: Deepgram's dg-error, X-Api-Message of Volcengine and others.
    private static readonly string[] _words = ["dg-error", "X-Api-Message", "X-Error-Message", "X-Error"];

    /// <summary>What it said in a header, or null.</summary>
    public string? Said => _words.Select(Header).FirstOrDefault(static said => !string.IsNullOrWhiteSpace(said));

    /// <summary>A header's first value, or null.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>How long to leave it alone (<c>Retry-After-Ms</c>, else <c>Retry-After</c> in seconds or as a date), or null.</summary>
    public TimeSpan? RetryAfter(TimeProvider time)
    {
        if (double.TryParse(Header("Retry-After-Ms"), CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < int.MaxValue)
            return TimeSpan.FromMilliseconds(milliseconds);
        var asked = Header("Retry-After");
        if (double.TryParse(asked, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < int.MaxValue)
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(asked, CultureInfo.InvariantCulture, out var date))
            return null;
        var wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
