using Microsoft.Extensions.Time.Testing;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Server.Tests.Access;

public sealed class SignInLinksTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SignInLinks _links;

    public SignInLinksTests() => _links = new SignInLinks(new AccessTokens("open-sesame", null, "unused"), _time);

    [Fact]
    public void A_link_is_good_once()
    {
        var code = _links.Issue();

        _links.Redeem(code[..^1]).ShouldBeNull();
        _links.Redeem(code).ShouldBe("open-sesame");
        _links.Redeem(code).ShouldBeNull();
    }

    [Fact]
    public void A_link_is_good_for_a_quarter_of_an_hour()
    {
        var code = _links.Issue();
        _time.Advance(TimeSpan.FromMinutes(15));

        _links.Redeem(code).ShouldBeNull();

        var newer = _links.Issue();
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        _links.Redeem(newer).ShouldBe("open-sesame");
    }

    [Fact]
    public void Nobody_signs_in_before_a_link_was_printed() => _links.Redeem("").ShouldBeNull();
}
