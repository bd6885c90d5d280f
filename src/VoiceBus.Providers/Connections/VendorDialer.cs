using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using VoiceBus.Core.Concurrency;

namespace VoiceBus.Providers.Connections;

/// <summary>Opens WebSockets to vendors. Thread-safe.</summary>
internal static class VendorDialer
{
    /// <summary>Opens one.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="errors">Names the failures.</param>
    /// <param name="context">Whose it is.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    /// <exception cref="ProviderException">It cannot be opened, or not in time.</exception>
    public static async Task<VendorSocket> DialAsync(
        VendorSocketOptions options, ProviderErrors errors, VendorContext context, CancellationToken cancellationToken)
    {
        var url = AsWebSocket(options.Url);
        using var late = new DeadlineSource(options.ConnectTimeout, context.Time, context.Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var socket = new ClientWebSocket();
        var certificate = new CertificateCheck(options.AllowUntrustedCertificate);
        try
        {
            Configure(socket.Options, options, errors);
            socket.Options.RemoteCertificateValidationCallback = certificate.Validate;
            await socket.ConnectAsync(url, either.Token);
            return new VendorSocket(socket, options, errors, context) { Headers = socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>() };
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or HttpRequestException or IOException or ObjectDisposedException)
        {
            using (socket)
                throw Explain(e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        Exception Explain(Exception e)
        {
            if (cancellationToken.IsCancellationRequested)
                return new OperationCanceledException(null, e, cancellationToken);
            if (late.IsCancellationRequested)
                return errors.Late($"cannot be reached at {url.Host}:{url.Port}: no connection", options.ConnectTimeout);
            return socket.HttpStatusCode == 0
                ? errors.Unreachable(url, e, certificate.Refused)
                : errors.Refused(new HandshakeRefusal((int)socket.HttpStatusCode, socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>()));
        }
    }

    private static Uri AsWebSocket(Uri url) => url.Scheme switch
    {
        "http" => new UriBuilder(url) { Scheme = "ws", Port = url.Port }.Uri,
        "https" => new UriBuilder(url) { Scheme = "wss", Port = url.Port }.Uri,
        _ => url,
    };

    private static void Configure(ClientWebSocketOptions socket, VendorSocketOptions options, ProviderErrors errors)
    {
        socket.CollectHttpResponseDetails = true;
        socket.KeepAliveInterval = options.PingInterval;
        socket.KeepAliveTimeout = options.PingInterval;
        if (options.SubProtocol is { } subProtocol)
            socket.AddSubProtocol(subProtocol);
        foreach (var (name, value) in options.Headers)
        {
            // What the framework would say quotes the value.
            if (value.Any(static c => c is < ' ' or > '~'))
                throw errors.Fail(FailureKind.BadRequest, true, $"is configured with characters that no header can hold ({name}): check the provider's key and headers");
            socket.SetRequestHeader(name, value);
        }
    }

    // The framework fails in the same way when there is no TLS at all.
    private sealed class CertificateCheck(bool allowAny)
    {
        public bool Refused { get; private set; }

        public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            Refused = errors != SslPolicyErrors.None && !allowAny;
            return !Refused;
        }
    }
}
