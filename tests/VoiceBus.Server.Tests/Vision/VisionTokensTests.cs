using Microsoft.Extensions.Time.Testing;
using VoiceBus.Gateway.Vision;

namespace VoiceBus.Server.Tests.Vision;

public sealed class VisionTokensTests
{
    private const string Device = "02:00:00:00:00:aa";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly VisionTokens _tokens;

    public VisionTokensTests() => _tokens = new VisionTokens(new VisionOptions { TokenLifetime = TimeSpan.FromHours(1) }, _time);

    [Fact]
    public async Task A_token_is_good_for_its_device_in_any_case_until_it_expires()
    {
        var token = _tokens.Issue(Device.ToUpperInvariant(), "Client-1");
        (await _tokens.RefuseAsync(token, Device, "client-1")).ShouldBeNull();
        (await _tokens.RefuseAsync(token, Device, "")).ShouldBeNull("some clients send no Client-Id");
        _time.Advance(TimeSpan.FromMinutes(59));
        (await _tokens.RefuseAsync(token, Device, "client-1")).ShouldBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));
        (await _tokens.RefuseAsync(token, Device, "client-1")).ShouldNotBeNull().ShouldContain("expired");
    }

    [Fact]
    public async Task A_client_nobody_knew_at_the_hello_may_name_itself_later() =>
        (await _tokens.RefuseAsync(_tokens.Issue(Device, null), Device, "client-1")).ShouldBeNull();

    [Theory]
    [InlineData("02:00:00:00:00:ab", "client-1", "another device")]
    [InlineData("", "client-1", "another device")]
    [InlineData(Device, "client-2", "another client")]
    public async Task It_is_good_for_nobody_else(string device, string client, string reason) =>
        (await _tokens.RefuseAsync(_tokens.Issue(Device, "client-1"), device, client)).ShouldNotBeNull().ShouldContain(reason);

    [Fact]
    public async Task Every_single_character_counts()
    {
        var token = _tokens.Issue(Device, null);
        // The last character of each part holds fewer bits than it could: it may stand for the same bytes.
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] == '.' || i + 1 == token.Length || token[i + 1] == '.')
                continue;
            var forged = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            (await _tokens.RefuseAsync(forged, Device, "")).ShouldNotBeNull($"changed at {i}");
        }
    }

    [Fact]
    public async Task Gateways_with_the_same_secret_take_each_others_tokens_and_others_do_not()
    {
        var (one, two, other) = (With("a secret"), With("a secret"), With("another"));
        (await two.RefuseAsync(one.Issue(Device, null), Device, "")).ShouldBeNull();
        (await other.RefuseAsync(one.Issue(Device, null), Device, "")).ShouldNotBeNull();
        (await new VisionTokens(new VisionOptions(), _time).RefuseAsync(_tokens.Issue(Device, null), Device, ""))
            .ShouldNotBeNull("each start has a key of its own");
    }

    private VisionTokens With(string secret) => new(new VisionOptions { Secret = secret }, _time);
}
