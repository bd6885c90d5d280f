using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Limits;

/// <summary>What an address, or a device of it, may do.</summary>
public sealed class SenderLimitsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedEvents _events = new();
    private LimitSettings _limits = new();

    [Fact]
    public async Task Upgrades_of_an_address_take_their_turns_and_those_that_would_wait_too_long_are_refused()
    {
        var limit = new UpgradeLimit(() => _limits, new TrustedProxies(new ProvisioningOptions()), _events, _time);
        var entering = Enumerable.Range(0, 121).Select(_ => EnterAsync(limit, "192.0.2.7")).ToArray();
        entering.Count(one => one.IsCompleted).ShouldBe(21); // 20 at once, and the last was refused.
        (await entering[^1]).ShouldBeFalse();
        _events.Of<LimitReached>().ShouldHaveSingleItem().Who.ShouldBe("192.0.2.7");
        (await EnterAsync(limit, "192.0.2.8")).ShouldBeTrue();

        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => entering.Count(one => one.IsCompleted) >= 41, () => $"{entering.Count(one => one.IsCompleted)} got in");
        _time.Advance(TimeSpan.FromSeconds(4));
        (await Task.WhenAll(entering).WaitAsync(TimeSpan.FromSeconds(20))).Count(let => let).ShouldBe(120);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("192.0.2.1")]
    public async Task This_machine_and_the_configured_proxies_speak_for_many(string address)
    {
        var limit = new UpgradeLimit(() => _limits, new TrustedProxies(new ProvisioningOptions { TrustedProxies = ["10.0.0.0/8", "192.0.2.1"] }), _events, _time);
        for (var i = 0; i < 1000; i++)
            (await EnterAsync(limit, address)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    public void An_address_counts_as_its_network_hands_it_out(string address, string sender) =>
        ClientAddress.SenderOf(From(address)).ShouldBe(sender);

    [Fact]
    public void A_device_may_ask_where_to_connect_ten_times_a_minute_and_nobody_can_do_so_in_its_name()
    {
        var limit = new ProvisioningLimit(() => _limits, _events, _time);
        var (home, stranger) = (From("192.0.2.7"), From("198.51.100.1"));
        Enumerable.Range(0, 30).Count(_ => limit.TryEnter(stranger, "aa:bb")).ShouldBe(10);
        Enumerable.Range(0, 30).Count(_ => limit.TryEnter(home, "aa:bb")).ShouldBe(10);
        limit.TryEnter(home, "aa:cc").ShouldBeTrue();
        _events.Of<LimitReached>().ShouldAllBe(@event => @event.Limit == LimitNames.Provisioning && @event.Who == "aa:bb");
        _time.Advance(TimeSpan.FromSeconds(6));
        limit.TryEnter(home, "aa:bb").ShouldBeTrue();
        _limits = _limits with { OtaPerMinute = 100 };
        Enumerable.Range(0, 30).Count(_ => limit.TryEnter(home, "aa:bb")).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void After_ten_wrong_tokens_no_token_of_the_address_is_looked_at_for_a_while()
    {
        var wrong = new WrongTokens(() => _limits, _events, _time);
        var (guesser, other) = (From("192.0.2.7"), From("192.0.2.8"));
        for (var i = 0; i < 10; i++)
        {
            wrong.IsRefused(guesser).ShouldBeFalse();
            wrong.Count(guesser);
        }

        wrong.IsRefused(guesser).ShouldBeTrue();
        wrong.IsRefused(other).ShouldBeFalse();
        _events.Of<LimitReached>().ShouldHaveSingleItem().Limit.ShouldBe(LimitNames.WrongTokens);
        _time.Advance(TimeSpan.FromSeconds(6));
        wrong.IsRefused(guesser).ShouldBeFalse();
        wrong.Count(guesser);
        wrong.IsRefused(guesser).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(1));
        wrong.IsRefused(guesser).ShouldBeFalse();
    }

    [Theory]
    [InlineData(20_000, 19_488)]
    [InlineData(1024, 512)]
    [InlineData(700, 188)]
    [InlineData(600, 150)]
    [InlineData(2, 1)]
    public void Connections_leave_handles_for_everything_else(ulong handles, int connections) =>
        HandleLimit.ConnectionsOf(handles).ShouldBe(connections);

    private static Task<bool> EnterAsync(UpgradeLimit limit, string address) => limit.EnterAsync(From(address), CancellationToken.None).AsTask();

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
