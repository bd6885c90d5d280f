using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Connections;
using VoiceBus.Testing.Ports;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Providers.Tests.Connections;

public sealed class VendorSocketTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));

    private VendorContext Context => Vendor.Context(time: _time);

    private ProviderErrors Errors => new(Context, Vendor.Key);

    [Fact]
    public async Task Messages_go_both_ways_with_headers_and_subprotocol()
    {
        await using var server = await WebSocketStandIn.StartAsync(EchoAsync, "binary");
        await using var socket = await DialAsync(new()
        {
            Url = server.Url,
            SubProtocol = "binary",
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Token {Vendor.Key}" },
        });

        await socket.SendTextAsync("hello"u8.ToArray(), CancellationToken.None);
        using (var text = await socket.ReceiveAsync(_timeout, CancellationToken.None))
            (text.IsText, Encoding.UTF8.GetString(text.Bytes.Span)).ShouldBe((true, "hello"));
        await socket.SendBinaryAsync(new byte[100_000], CancellationToken.None);
        using (var binary = await socket.ReceiveAsync(_timeout, CancellationToken.None))
            (binary.IsText, binary.Bytes.Length).ShouldBe((false, 100_000));
        socket.SubProtocol.ShouldBe("binary");
        server.Sockets[0].Headers["Authorization"].ShouldBe($"Token {Vendor.Key}");
    }

    [Theory]
    [InlineData(401, FailureKind.Unauthorized, false)]
    [InlineData(403, FailureKind.Unauthorized, false)]
    [InlineData(429, FailureKind.RateLimited, true)]
    [InlineData(400, FailureKind.BadRequest, true)]
    [InlineData(404, FailureKind.BadRequest, true)]
    [InlineData(500, FailureKind.Unavailable, true)]
    [InlineData(503, FailureKind.Unavailable, true)]
    [InlineData(200, FailureKind.BadResponse, true)]
    [InlineData(302, FailureKind.BadResponse, true)]
    public async Task A_refused_handshake_says_why_and_what_the_vendor_said(int status, FailureKind kind, bool retryable)
    {
        await using var server = await WebSocketStandIn.StartAsync(EchoAsync);
        server.Refuse = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers["dg-error"] = $"no good: {Vendor.Key}";
            return Task.FromResult(true);
        };

        var failure = await DialAsync(new() { Url = server.Url }).ShouldFailAsync(kind, retryable);

        failure.Message.ShouldContain($"{status}");
        failure.Detail.ShouldBe("no good: ***");
        if (status is 429 or 503)
            failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData("Retry-After-Ms", "1500", 1500)]
    [InlineData("Retry-After", "Wed, 04 Mar 2026 12:00:09 GMT", 9000)]
    [InlineData("Retry-After", "Wed, 04 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("Retry-After", "-3", null)]
    public void How_long_to_wait_is_said_in_several_ways(string header, string value, int? milliseconds) =>
        new HandshakeRefusal(429, new Dictionary<string, IEnumerable<string>> { [header] = [value] }).RetryAfter(_time)
            .ShouldBe(milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null);

    [Fact]
    public async Task A_refused_connection_names_the_place()
    {
        using var port = new ClosedPort();
        var failure = await DialAsync(new() { Url = new Uri($"ws://user:{Vendor.Key}@127.0.0.1:{port.Number}/?key={Vendor.Key}") })
            .ShouldFailAsync(FailureKind.Unavailable, retryable: true);
        failure.Message.ShouldContain($"ws://127.0.0.1:{port.Number}");
    }

    [Fact]
    public async Task A_certificate_nobody_vouches_for_is_refused_unless_allowed()
    {
        await using var server = await WebSocketStandIn.StartAsync(EchoAsync, tls: true);

        (await DialAsync(new() { Url = server.Url }).ShouldFailAsync(FailureKind.Unavailable, retryable: true)).Message.ShouldContain("certificate");
        await using var socket = await DialAsync(new() { Url = server.Url, AllowUntrustedCertificate = true });
        socket.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task The_wrong_one_of_ws_and_wss_is_pointed_out()
    {
        await using var plain = await WebSocketStandIn.StartAsync(EchoAsync);
        await using var secure = await WebSocketStandIn.StartAsync(EchoAsync, tls: true);

        (await DialAsync(new() { Url = new UriBuilder(plain.Url) { Scheme = "wss" }.Uri }).ShouldFailAsync(FailureKind.Unavailable, retryable: true))
            .Message.ShouldContain("TLS");
        (await DialAsync(new() { Url = new UriBuilder(secure.Url) { Scheme = "ws" }.Uri }).ShouldFailAsync(FailureKind.Unavailable, retryable: true))
            .Message.ShouldContain("TLS");
    }

    [Fact]
    public async Task A_handshake_that_hangs_is_given_up_in_time()
    {
        var asked = new TaskCompletionSource();
        await using var server = await WebSocketStandIn.StartAsync(EchoAsync);
        server.Refuse = context => HangAsync(context, asked);
        var dialling = DialAsync(new() { Url = server.Url, ConnectTimeout = TimeSpan.FromSeconds(3) });
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(3));

        await dialling.ShouldFailAsync(FailureKind.Timeout, retryable: true);
    }

    [Fact]
    public async Task A_key_that_no_header_can_hold_is_not_quoted()
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = Vendor.Key + "\nX-Other: 1" };
        await DialAsync(new() { Url = new Uri("ws://127.0.0.1:1/"), Headers = headers }).ShouldFailAsync(FailureKind.BadRequest, retryable: true);
    }

    [Fact]
    public async Task Cancelling_drops_the_connection_at_once()
    {
        await using var server = await WebSocketStandIn.StartAsync(static socket => socket.Gone);
        await using var socket = await DialAsync(new() { Url = server.Url });
        using var stop = new CancellationTokenSource();
        var receiving = socket.ReceiveAsync(_timeout, stop.Token).AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(receiving);
        await Eventually.TrueAsync(() => server.Sockets.Count == 1);
        await server.Sockets[0].Gone.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_silent_peer_is_given_up_in_time()
    {
        await using var server = await WebSocketStandIn.StartAsync(static socket => socket.Gone);
        await using var socket = await DialAsync(new() { Url = server.Url });
        var receiving = socket.ReceiveAsync(_timeout, CancellationToken.None).AsTask();

        _time.Advance(_timeout);

        (await receiving.ShouldFailAsync(FailureKind.Timeout, retryable: true)).Message.ShouldContain("10 s");
        socket.IsLost.ShouldBeTrue();
    }

    [Fact]
    public async Task A_peer_that_does_not_read_is_given_up_in_time()
    {
        await using var deaf = await DeafServer.StartAsync();
        await using var stuck = await DialAsync(new() { Url = deaf.Url, SendTimeout = TimeSpan.FromSeconds(2) });
        var sending = SendForEverAsync(stuck);
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return sending.IsCompleted;
        });

        (await sending.ShouldFailAsync(FailureKind.Timeout, retryable: true)).Message.ShouldContain("did not take");
    }

    [Fact]
    public async Task A_message_longer_than_allowed_is_refused()
    {
        await using var server = await WebSocketStandIn.StartAsync(static socket => socket.SendAsync(new byte[9000]));
        await using var socket = await DialAsync(new() { Url = server.Url, MaxMessageBytes = 8000 });

        (await socket.ReceiveAsync(_timeout, CancellationToken.None).AsTask().ShouldFailAsync(FailureKind.BadResponse, retryable: true))
            .Message.ShouldContain("8000");
    }

    [Theory]
    [InlineData(1000, FailureKind.BadResponse)]
    [InlineData(1008, FailureKind.BadRequest)]
    [InlineData(1011, FailureKind.Unavailable)]
    [InlineData(4002, FailureKind.BadResponse)]
    public async Task A_close_is_a_message_and_a_failure_where_more_was_owed(int status, FailureKind kind)
    {
        await using var server = await WebSocketStandIn.StartAsync(socket => socket.CloseAsync(status, "had enough"));
        await using var socket = await DialAsync(new() { Url = server.Url });

        using var message = await socket.ReceiveAsync(_timeout, CancellationToken.None);

        message.IsClose.ShouldBeTrue();
        var failure = await Task.FromException(socket.ClosedFailure()).ShouldFailAsync(kind, retryable: true);
        failure.Message.ShouldContain($"{status}");
        failure.Detail.ShouldBe("had enough");
    }

    [Fact]
    public async Task A_cut_connection_is_a_failure()
    {
        await using var server = await WebSocketStandIn.StartAsync(static async socket =>
        {
            await socket.ReceiveAsync();
            socket.Abort();
        });
        await using var socket = await DialAsync(new() { Url = server.Url });
        await socket.SendTextAsync("hello"u8.ToArray(), CancellationToken.None);
        await socket.ReceiveAsync(_timeout, CancellationToken.None).AsTask().ShouldFailAsync(FailureKind.BadResponse, retryable: true);
    }

    [Fact]
    public async Task Disposing_says_good_bye()
    {
        await using var server = await WebSocketStandIn.StartAsync(static socket => socket.Gone);
        await (await DialAsync(new() { Url = server.Url })).DisposeAsync();
        await Eventually.TrueAsync(() => server.Sockets.Count == 1);
        (await server.Sockets[0].Gone.WaitAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
    }

    private static async Task EchoAsync(StandInSocket socket)
    {
        while (await socket.ReceiveAsync() is { } message)
            await (message.IsText ? socket.SendAsync(message.Text) : socket.SendAsync(message.Bytes));
    }

    private static async Task<bool> HangAsync(HttpContext context, TaskCompletionSource asked)
    {
        asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    private static async Task SendForEverAsync(VendorSocket socket)
    {
        var much = new byte[1024 * 1024];
        while (true)
            await socket.SendBinaryAsync(much, CancellationToken.None);
    }

    private Task<VendorSocket> DialAsync(VendorSocketOptions options) => VendorDialer.DialAsync(options, Errors, Context, CancellationToken.None);
}
