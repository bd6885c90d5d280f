using System.Net;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>What the console's files say to the browser that gets them.</summary>
public sealed class ConsoleFilesTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/js/app.js")]
    public async Task A_browser_asks_again_for_every_file_and_shows_none_in_a_foreign_frame(string path)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var browser = new HttpClient { BaseAddress = server.Http };

        using var first = await browser.GetAsync(new Uri(path, UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await browser.SendAsync(again);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        var policy = first.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().Split("; ");
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self'");
        policy.ShouldContain("connect-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        first.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }
}
