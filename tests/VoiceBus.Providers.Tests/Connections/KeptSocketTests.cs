using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Connections;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors.WebSockets;

namespace VoiceBus.Providers.Tests.Connections;

/// <summary>A call is "begin" answered with "begun"; "bad" is refused in words.</summary>
public sealed class KeptSocketTests : IAsyncLifetime
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _idleLimit = TimeSpan.FromSeconds(8);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private WebSocketStandIn _server = null!;
    private KeptSocket _kept = null!;

    private VendorContext Context => Vendor.Context(time: _time);

    public async Task InitializeAsync()
    {
        _server = await WebSocketStandIn.StartAsync(TalkAsync);
        var errors = new ProviderErrors(Context, Vendor.Key);
        _kept = new KeptSocket(token => VendorDialer.DialAsync(new() { Url = _server.Url }, errors, Context, token), _idleLimit, Context);
    }

    public async Task DisposeAsync()
    {
        await _kept.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Many_calls_are_one_handshake()
    {
        for (var call = 0; call < 5; call++)
            await CallAsync();
        _server.Handshakes.ShouldBe(1);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_before_the_vendor_does_it()
    {
        await CallAsync();
        _time.Advance(_idleLimit);
        (await _server.Sockets[0].Gone.WaitAsync(_timeout)).ShouldBeTrue();
        await CallAsync();
        _server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task Time_in_use_is_not_idle_time()
    {
        await CallAsync();
        var socket = await _kept.OpenAsync(BeginAsync, CancellationToken.None);
        _time.Advance(_idleLimit * 2);
        socket.IsOpen.ShouldBeTrue();
        await _kept.KeepAsync(socket);
        await CallAsync();
        _server.Handshakes.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kept_connection_that_has_died_is_replaced_unseen(bool politely)
    {
        await CallAsync();
        if (politely)
            await _server.Sockets[0].CloseAsync();
        else
            _server.Sockets[0].Abort();

        await CallAsync();

        _server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task A_kept_connection_that_dies_on_being_used_is_replaced_unseen_once()
    {
        await CallAsync();
        await _kept.KeepAsync(await _kept.OpenAsync(SendAsync("die next"), CancellationToken.None));
        await CallAsync();
        _server.Handshakes.ShouldBe(2);

        var failure = await _kept.OpenAsync(SendAsync("die"), CancellationToken.None).ShouldFailAsync(FailureKind.BadResponse, retryable: true);
        _server.Handshakes.ShouldBe(3);
        failure.Message.ShouldContain("closed");
    }

    [Fact]
    public async Task A_connection_on_which_something_came_unasked_is_not_used_again()
    {
        await CallAsync();
        await _server.Sockets[0].SendAsync("late news");
        await Eventually.TrueAsync(() => _kept.IsUsable == false);
        await CallAsync();
        _server.Handshakes.ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_in_words_is_no_reason_to_dial_again()
    {
        await CallAsync();
        await _kept.OpenAsync(SendAsync("bad"), CancellationToken.None).ShouldFailAsync(FailureKind.BadRequest, retryable: false);
        _server.Handshakes.ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_closes_what_is_kept()
    {
        await CallAsync();
        await _kept.DisposeAsync();
        (await _server.Sockets[0].Gone.WaitAsync(_timeout)).ShouldBeTrue();
    }

    private static async Task TalkAsync(StandInSocket socket)
    {
        var dying = false;
        while (await socket.ReceiveAsync() is { } message)
        {
            if (dying || message.Text == "die")
                return;
            dying = message.Text == "die next";
            await socket.SendAsync(message.Text == "bad" ? "refused" : "begun");
        }
    }

    private static Task BeginAsync(VendorSocket socket, CancellationToken cancellationToken) => SendAsync("begin")(socket, cancellationToken);

    private static Func<VendorSocket, CancellationToken, Task> SendAsync(string text) => async (socket, cancellationToken) =>
    {
        await socket.SendTextAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        using var answer = await socket.ReceiveAsync(_timeout, cancellationToken);
        if (answer.IsClose)
            throw socket.ClosedFailure();
        if (!answer.Bytes.Span.SequenceEqual("begun"u8))
            throw new ProviderException(ServiceType.Asr, "vendor", FailureKind.BadRequest, retryable: false, "refused");
    };

    private async Task CallAsync() => await _kept.KeepAsync(await _kept.OpenAsync(BeginAsync, CancellationToken.None));
}
