namespace VoiceBus.Providers.Connections;

/// <summary>Where and how a WebSocket is opened, and its bounds. Immutable.</summary>
internal sealed record VendorSocketOptions
{
    /// <summary>The address; <c>http</c> and <c>https</c> are taken for <c>ws</c> and <c>wss</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers of the handshake.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The subprotocol to offer, or null. A server that chooses none is put up with.</summary>
    public string? SubProtocol { get; init; }

    /// <summary>How long the handshake may take, TCP and TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the peer may not take what it is sent.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest message to accept, in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Whether any certificate is good enough, a self-signed one for instance.</summary>
    public bool AllowUntrustedCertificate { get; init; }

    /// <summary>
    /// After so long without traffic a ping is sent; a peer that does not answer it within the same time is gone. Infinite sends none.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);
}
