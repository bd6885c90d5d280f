using System.Globalization;
using VoiceBus.Testing.Vendors;
using VoiceBus.Testing.Vendors.Edge;
using VoiceBus.Testing.Vendors.Http;

namespace VoiceBus.Providers.Tests.Edge;

public sealed class ForeignClientTests
{
    [Fact]
    public async Task The_client_from_npm_is_spoken_to_by_the_stand_in()
    {
        await using var server = await FakeEdge.StartAsync();
        var sizes = await VendorClients.RunAsync("edge.mjs", server.Url.AbsoluteUri, "你好", "世界");

        var whole = Tones.Mp3.Length.ToString(CultureInfo.InvariantCulture);
        sizes.ShouldBe([whole, whole]);
        server.Handshakes.ShouldBe(1);
        server.Sentences.Select(static sentence => sentence.Text.Trim()).ShouldBe(["你好", "世界"]);
    }
}
