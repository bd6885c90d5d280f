using System.Net;
using Microsoft.AspNetCore.Http;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Server.Tests.Access;

/// <summary>By which names the server may be asked, and whose pages may act as devices.</summary>
public sealed class AllowedNamesTests
{
    private static readonly ProvisioningOptions _plain = new();

    [Theory]
    [InlineData("192.168.1.10:8000", true)]
    [InlineData("[::1]:8000", true)]
    [InlineData("[fe80::1%25eth0]:8000", true)]
    [InlineData("localhost", true)]
    [InlineData("voicebus:8000", true)] // A container.
    [InlineData("pi.local:8000", true)]
    [InlineData("voice.example.org", true)] // The public address.
    [InlineData("listed.example.org:8000", true)]
    [InlineData("pi.fritz.box:8000", false)]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("listed.example.org.evil.example", false)]
    public void A_name_is_known_or_cannot_be_a_strangers(string host, bool known) =>
        new AllowedHosts(
            new AccessOptions { AllowedHosts = "other.example.org, Listed.example.org" },
            new ProvisioningOptions { PublicUrl = new Uri("https://voice.example.org/bus") }).Contains(new HostString(host)).ShouldBe(known);

    [Fact]
    public void The_machines_own_name_is_known() =>
        new AllowedHosts(new AccessOptions(), _plain).Contains(new HostString(Dns.GetHostName(), 8000)).ShouldBeTrue();

    [Theory]
    [InlineData("192.168.1.10:8000", null, true)]
    [InlineData("192.168.1.10:8000", "http://192.168.1.10:8000", true)]
    [InlineData("voice.local", "http://voice.local", true)]
    [InlineData("voice.local:80", "http://voice.local", true)]
    [InlineData("voice.local", "https://voice.local:443", true)]
    [InlineData("127.0.0.1:23000", "https://voice.example.org", true)] // The public address.
    [InlineData("127.0.0.1:23000", "https://pages.example.org", true)] // Listed.
    [InlineData("127.0.0.1:23000", "app://page", true)] // Listed as text.
    [InlineData("127.0.0.1:23000", "http://pages.example.org", false)]
    [InlineData("127.0.0.1:8000", "http://127.0.0.1:3000", false)]
    [InlineData("127.0.0.1:8000", "https://evil.example", false)]
    [InlineData("127.0.0.1:8000", "null", false)]
    [InlineData("127.0.0.1:8000", "not an origin", false)]
    public void A_page_is_our_own_or_listed(string host, string? origin, bool allowed)
    {
        var origins = new AllowedOrigins(
            new AccessOptions { AllowedOrigins = "https://pages.example.org,app://page" },
            new ProvisioningOptions { PublicUrl = new Uri("https://voice.example.org") }, new TransportOptions());
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        if (origin is not null)
            request.Headers.Origin = origin;

        origins.Allows(request).ShouldBe(allowed);
    }

    [Fact]
    public void Any_page_at_all_is_let_in_only_with_a_device_token()
    {
        var access = new AccessOptions { AllowedOrigins = "null" };

        Should.Throw<InvalidOperationException>(() => new AllowedOrigins(access, _plain, new TransportOptions())).Message
            .ShouldContain("VOICEBUS_DEVICE_TOKEN");
        Should.Throw<InvalidOperationException>(() => new AllowedOrigins(new AccessOptions { AllowedOrigins = "*" }, _plain, new TransportOptions()));
        var request = new DefaultHttpContext().Request;
        request.Headers.Origin = "null";
        new AllowedOrigins(access, _plain, new TransportOptions { DeviceToken = "secret" }).Allows(request).ShouldBeTrue();
    }
}
