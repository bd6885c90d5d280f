using System.Text.Json;

namespace VoiceBus.Testing.Vendors;

/// <summary>What a client asked the fake vendor.</summary>
public sealed class VendorRequest(string path, JsonElement body, IReadOnlyDictionary<string, string> headers)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The path asked for.</summary>
    public string Path { get; } = path;

    /// <summary>The body as sent.</summary>
    public JsonElement Body { get; } = body;

    /// <summary>The headers as sent; names ignore case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>The authorization header, or null.</summary>
    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    /// <summary>Completes when the client closes the connection before the answer is complete.</summary>
    public Task Closed => _closed.Task;

    internal Task Dropped => _dropped.Task;

    /// <summary>Lets <see cref="VendorReply.DropAfter"/> drop the connection now.</summary>
    public void Drop() => _dropped.TrySetResult();

    internal void Close() => _closed.TrySetResult();
}
