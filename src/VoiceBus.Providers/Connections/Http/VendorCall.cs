using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Connections.Http;

/// <summary>
/// One request to a vendor and its answer: gives every step its deadline and every failure its name. What the caller cancels
/// stays an <see cref="OperationCanceledException"/>. Disposal hangs up when the answer was not read to its end. Not
/// thread-safe.
/// </summary>
internal sealed class VendorCall : IAsyncDisposable
{
    private static readonly TimeSpan _drainTimeout = TimeSpan.FromMilliseconds(100);

    private readonly VendorHttp _http;
    private readonly HttpErrors _errors;
    private readonly VendorTimeouts _timeouts;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private HttpResponseMessage? _response;
    private Stream? _content;
    private bool _begun;
    private bool _whole;
    private volatile bool _late;

    /// <summary>Prepares a call.</summary>
    public VendorCall(VendorHttp http, HttpErrors errors, VendorTimeouts timeouts, CancellationToken cancellationToken)
    {
        (_http, _errors, _timeouts, _caller) = (http, errors, timeouts, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = http.Time.CreateGuardedTimer(
            static call => call.Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, http.Guard);
    }

    /// <summary>Sends the request; returns with the headers of an answer that is none of a refusal.</summary>
    /// <exception cref="ProviderException">The vendor refused, failed, or was late.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        // HTTP/2 where TLS offers it: there a cancelled request costs no connection.
        request.Version = System.Net.HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Options.Set(VendorConnections.ConnectTimeout, _timeouts.Connect);
        _timer.Change(_timeouts.First, Timeout.InfiniteTimeSpan);
        try
        {
            _response = await _http.Client.SendAsync(request, _stop.Token);
            if (!_response.IsSuccessStatusCode)
                throw await _errors.RefusedAsync(_response, _stop.Token);
            return _response;
        }
        catch (Exception e) when (Name(e) is { } named)
        {
            throw named;
        }
    }

    /// <summary>The answer's body; every read of it has its deadline and fails with <see cref="ProviderException"/>.</summary>
    /// <param name="bound">Bounds what is read, or null.</param>
    public async Task<Stream> ReadAsync(Func<Stream, Stream>? bound = null)
    {
        _content = await _response!.Content.ReadAsStreamAsync(_stop.Token);
        return new TimedStream(bound is null ? _content : bound(_content), this);
    }

    /// <summary>The answer's body as text.</summary>
    /// <param name="most">Bytes; more is a failure.</param>
    /// <exception cref="ProviderException">It is too long, or the vendor failed or was late.</exception>
    public async Task<byte[]> ReadWholeAsync(int most)
    {
        await using var body = await ReadAsync();
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, _stop.Token)) > 0)
        {
            whole.Write(buffer.AsSpan(0, read));
            if (whole.Length > most)
                throw _errors.Malformed($"its answer is longer than {most} bytes");
        }

        return whole.ToArray();
    }

    /// <summary>
    /// The answer is over, as its words say: what is left of its body is read on, so that the connection can be used again; one that
    /// does not end at once is hung up. Never fails.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        if (_whole || _content is null)
            return;
        _timer.Change(_drainTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            var rest = new byte[1024];
            while (await _content.ReadAsync(rest, _stop.Token) > 0)
            {
                // Blank lines, and the end of the body.
            }

            _whole = true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The answer is whole all the same.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_whole)
            await _stop.CancelGuardedAsync(_http.Guard);
        _response?.Dispose();
        await _timer.DisposeAsync();
        _stop.Dispose();
    }

    private async ValueTask<int> StepAsync(Stream inner, Memory<byte> buffer)
    {
        // The first piece is due as the request said; afterwards no deadline runs while nobody reads.
        if (_begun)
            _timer.Change(_timeouts.Idle, Timeout.InfiniteTimeSpan);
        try
        {
            var read = await inner.ReadAsync(buffer, _stop.Token);
            _begun = true;
            _whole |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch (Exception e) when (Name(e) is { } named)
        {
            throw named;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private Exception? Name(Exception e)
    {
        if (_caller.IsCancellationRequested)
            return new OperationCanceledException(_caller);
        return _late ? _errors.Silent(_begun ? _timeouts.Idle : _timeouts.First, first: !_begun) : _errors.From(e, answered: _response is not null);
    }

    private void Expire()
    {
        _late = true;
        _ = _stop.CancelGuardedAsync(_http.Guard);
    }

    /// <summary>Reads as the call says.</summary>
    private sealed class TimedStream(Stream inner, VendorCall call) : InspectedStream(inner)
    {
        private readonly Stream _inner = inner;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => call.StepAsync(_inner, buffer);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Inspect(ReadOnlySpan<byte> read, int asked)
        {
        }
    }
}
