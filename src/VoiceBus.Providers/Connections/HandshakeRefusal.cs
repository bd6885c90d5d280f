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

    /// <summary>How long to leave it alone, or null.</summary>
    public TimeSpan? RetryAfter(TimeProvider time) => Connections.RetryAfter.Read(Header, time);
}
