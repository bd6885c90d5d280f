namespace VoiceBus.Device.Bench;

/// <summary>
/// Reads a server's metrics again and again while it works, and beside them a page that costs nothing: what the machine adds
/// to any request. One caller.
/// </summary>
internal sealed class Scraper : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly List<double> _metrics = [];
    private readonly List<double> _nothing = [];
    private long _bytes;

    /// <summary>Makes one that has read nothing yet.</summary>
    /// <param name="socket">The server's socket; the pages lie on the same port.</param>
    /// <param name="token">The server's admin or read token, or null.</param>
    /// <param name="time">The clock.</param>
    public Scraper(Uri socket, string? token, TimeProvider time)
    {
        var server = new UriBuilder(socket) { Scheme = socket.Scheme == "wss" ? "https" : "http", Path = "/", Query = "" };
        _http = new HttpClient { BaseAddress = server.Uri, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        _time = time;
    }

    /// <summary>Reads each page once without counting it: the first time it is compiled.</summary>
    /// <exception cref="HttpRequestException">The server has no such page.</exception>
    public async Task WarmAsync(CancellationToken ct)
    {
        await ReadAsync("metrics", ct);
        await ReadAsync("health/live", ct);
    }

    /// <summary>Reads until cancelled, which ends it without an exception.</summary>
    /// <exception cref="HttpRequestException">The server did not answer.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        using var pause = new PeriodicTimer(_pause, _time);
        try
        {
            while (await pause.WaitForNextTickAsync(ct))
            {
                _metrics.Add(await ReadAsync("metrics", ct));
                _nothing.Add(await ReadAsync("health/live", ct));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>What was measured, in ms; read it when nothing runs.</summary>
    public override string ToString() =>
        $"{Percentiles.Row("/metrics", _metrics, $"scrapes of {_bytes / 1024} KB")}\n{Percentiles.Row("/health/live", _nothing, "requests in between")}";

    public void Dispose() => _http.Dispose();

    private async Task<double> ReadAsync(string page, CancellationToken ct)
    {
        var from = _time.GetTimestamp();
        var body = await _http.GetByteArrayAsync(new Uri(page, UriKind.Relative), ct);
        _bytes = Math.Max(_bytes, body.Length);
        return _time.GetElapsedTime(from).TotalMilliseconds;
    }
}
