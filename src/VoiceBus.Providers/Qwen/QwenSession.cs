using System.Text.Json;
using VoiceBus.Providers.Connections;
using VoiceBus.Providers.DashScope;

namespace VoiceBus.Providers.Qwen;

/// <summary>A session of the realtime services on its connection. One sender and one receiver, which may be two threads.</summary>
/// <param name="socket">The connection; it stays the caller's.</param>
/// <param name="errors">Names failures.</param>
internal sealed class QwenSession(VendorSocket socket, DashScopeErrors errors) : IDisposable
{
    private readonly QwenEventWriter _writer = new();

    /// <summary>Opens a connection.</summary>
    public static Task<VendorSocket> DialAsync(
        Uri url, string model, string? key, string? workspace, TimeSpan timeout, DashScopeErrors errors, VendorContext context, CancellationToken cancellationToken)
    {
        var place = new UriBuilder(url) { Query = $"{(url.Query.Length > 1 ? url.Query[1..] + "&" : "")}model={Uri.EscapeDataString(model)}" }.Uri;
        return VendorDialer.DialAsync(DashScopeSockets.Options(place, key, workspace, timeout), errors, context, cancellationToken);
    }

    /// <summary>Says how the session is to be, and waits until the vendor accepts it.</summary>
    public async Task UpdateAsync(string settings, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await socket.SendTextAsync(_writer.Update(settings), cancellationToken);
        await UntilAsync(timeout, cancellationToken, "session.updated");
    }

    /// <summary>Sends audio to recognise.</summary>
    public ValueTask SendAudioAsync(ReadOnlySpan<byte> pcm, CancellationToken cancellationToken) => socket.SendTextAsync(_writer.Audio(pcm), cancellationToken);

    /// <summary>Sends text to speak.</summary>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken) => socket.SendTextAsync(_writer.Text(text), cancellationToken);

    /// <summary>Sends an event without content.</summary>
    public ValueTask SendAsync(ReadOnlySpan<byte> type, CancellationToken cancellationToken) => socket.SendTextAsync(_writer.Plain(type), cancellationToken);

    /// <summary>Waits for one of these events; others are passed over.</summary>
    public async Task UntilAsync(TimeSpan timeout, CancellationToken cancellationToken, params string[] types)
    {
        while (true)
        {
            using var message = await socket.ReceiveAsync(timeout, cancellationToken);
            using var read = Read(message);
            if (types.Contains(TypeOf(read.RootElement)))
                return;
        }
    }

    /// <summary>Reads an event; the caller disposes it.</summary>
    /// <exception cref="ProviderException">It tells of a failure, or is none, or the connection was closed.</exception>
    public JsonDocument Read(VendorMessage message)
    {
        if (message.IsClose)
            throw socket.ClosedFailure();
        JsonDocument? json = null;
        try
        {
            json = JsonDocument.Parse(message.Bytes);
            return Check(json.RootElement) is { } failure ? throw failure : json;
        }
        catch (JsonException e)
        {
            throw errors.Malformed("an event that is no JSON object", e);
        }
        catch (ProviderException)
        {
            json?.Dispose();
            throw;
        }
    }

    /// <summary>A member that is text; null where there is none.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The type of an event.</summary>
    public static string TypeOf(JsonElement @event) => Text(@event, "type") ?? "";

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private ProviderException? Check(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return errors.Malformed("an event that is no JSON object");
        var type = TypeOf(root);
        if (type != "error" && !type.EndsWith(".failed", StringComparison.Ordinal))
            return null;
        return root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
            ? errors.Failed(Text(error, "code") ?? Text(error, "type"), Text(error, "message"))
            : errors.Failed(null, root.GetRawText());
    }
}
