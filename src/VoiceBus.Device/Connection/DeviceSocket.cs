using System.Net.Sockets;
using System.Net.WebSockets;

namespace VoiceBus.Device;

/// <summary>Opens the socket as a device does (protocol.md 1.1) and says in one sentence why it could not.</summary>
internal static class DeviceSocket
{
    public static async Task<ClientWebSocket> OpenAsync(DeviceClientOptions options, CancellationToken ct)
    {
        var socket = Create(options);
#pragma warning disable RS0030 // A program with one user: its own deadlines have no callbacks that throw.
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, options.Time);
#pragma warning restore RS0030
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            await socket.ConnectAsync(Address(options), both.Token);
            return socket;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new DeviceException(
                DeviceFailure.TimedOut, $"{options.Url} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s");
        }
        catch (WebSocketException e)
        {
            var failure = Explain(options.Url, (int)socket.HttpStatusCode, Reason(socket), e);
            socket.Dispose();
            throw failure;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private static ClientWebSocket Create(DeviceClientOptions options)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // a device never pings (protocol.md 1.3)
        socket.Options.CollectHttpResponseDetails = true;
        if (options.IdentityInQuery)
            return socket;
        socket.Options.SetRequestHeader("Device-Id", options.DeviceId);
        socket.Options.SetRequestHeader("Client-Id", options.ClientId);
        socket.Options.SetRequestHeader("Protocol-Version", options.ProtocolVersion.ToString());
        if (!string.IsNullOrEmpty(options.Token))
            socket.Options.SetRequestHeader("Authorization", Bearer(options.Token));
        return socket;
    }

    private static Uri Address(DeviceClientOptions options)
    {
        if (!options.IdentityInQuery)
            return options.Url;
        var query = $"device-id={Uri.EscapeDataString(options.DeviceId)}&client-id={Uri.EscapeDataString(options.ClientId)}";
        if (!string.IsNullOrEmpty(options.Token))
            query += $"&authorization={Uri.EscapeDataString(Bearer(options.Token))}";
        var existing = options.Url.Query.TrimStart('?');
        return new UriBuilder(options.Url) { Query = existing.Length > 0 ? $"{existing}&{query}" : query }.Uri;
    }

    private static string Bearer(string token) => token.Contains(' ') ? token : $"Bearer {token}";

    // What a server says in words when it refuses the upgrade; its body cannot be read here.
    private static string? Reason(ClientWebSocket socket)
    {
        const string Field = "error_description=\"";
        var challenge = socket.HttpResponseHeaders?.FirstOrDefault(static header => header.Key.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase)).Value;
        var said = string.Join(", ", challenge ?? []);
        var begin = said.IndexOf(Field, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : said.IndexOf('"', begin + Field.Length);
        return end < 0 ? null : said[(begin + Field.Length)..end];
    }

    private static DeviceException Explain(Uri url, int status, string? reason, WebSocketException error)
    {
        if (status is not (0 or 101))
        {
            var hint = reason is not null ? $": {reason}"
                : status is 401 or 403 ? ": the token is missing or wrong, or the device is switched off or not activated" : "";
            return new DeviceException(DeviceFailure.Rejected, $"{url} refused the connection with HTTP {status}{hint}", error);
        }

        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket)
                return new DeviceException(DeviceFailure.Unreachable, $"no server answers at {url} ({socket.SocketErrorCode})", error);
        }

        return new DeviceException(DeviceFailure.Rejected, $"{url} does not speak WebSocket: {error.Message}", error);
    }
}
