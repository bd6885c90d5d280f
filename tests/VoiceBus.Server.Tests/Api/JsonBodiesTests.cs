using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Server.Tests.Api.Configuration;

namespace VoiceBus.Server.Tests.Api;

/// <summary>Whatever bytes somebody sends as a body to whichever route: it is told what is wrong, and nothing is a defect.</summary>
public sealed class JsonBodiesTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private static readonly string[] _withBody = [HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    [Fact]
    public async Task Bad_bytes_are_refused_with_their_reason_at_every_route()
    {
        await using var rig = await ConfigRig.StartAsync(ConfigRig.NewFolder());
        var routes = Routes(rig);
        routes.Length.ShouldBeGreaterThan(20);
        var cases = routes.SelectMany(Cases).ToArray();
        // Side by side: who sends slowly is refused after 5 s.
        var answers = await Task.WhenAll(cases.Select(async one => (one, Answer: await SendAsync(rig, one.Request)))).WaitAsync(_timeout);

        foreach (var (one, answer) in answers)
            answer.ShouldStartWith($"HTTP/1.1 {one.Status} ", Case.Sensitive, $"{one.Name}\n{answer}");
        rig.Log.ShouldNotContain("unhandled exception");
        rig.Log.ShouldNotContain("Exception:");
    }

    private static IEnumerable<(string Name, byte[] Request, int Status)> Cases((string Method, string Path) route)
    {
        var picture = route.Path == "/api/vision";
        var type = picture ? "multipart/form-data; boundary=x" : "application/json";
        var head = $"{route.Method} {route.Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nDevice-Id: aa:bb\r\nContent-Type: {type}\r\n";
        yield return Case("a lone surrogate", Whole("""{"text":"\ud800","name":"\ud800","code":"\ud800"}"""u8.ToArray()), 400);
        yield return Case("no UTF-8", Whole([.. "{\"text\":\""u8, 0xff, 0xfe, .. "\"}"u8]), 400);
        yield return Case("too much", Bytes("Content-Length: 40000000\r\n\r\n"), 413);
        yield return Case("broken chunks", Bytes("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"), 400);
        yield return Case("too slow", Bytes("Content-Length: 1000\r\n\r\n{"), 408);

        // What a camera sends is read to its end before the lack of a token is told.
        (string Name, byte[] Request, int Status) Case(string name, byte[] rest, int status) =>
            ($"{name}: {route.Method} {route.Path}", [.. Encoding.ASCII.GetBytes(head), .. rest], picture ? 401 : status);

        byte[] Whole(byte[] body) => [.. Bytes($"Content-Length: {body.Length}\r\n\r\n"), .. body];

        byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
    }

    private static (string Method, string Path)[] Routes(ConfigRig rig) =>
    [
        .. from endpoint in rig.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           where _withBody.Contains(method)
           select (method, "/" + PathOf(endpoint.RoutePattern)),
    ];

    private static string PathOf(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern) => string.Join('/', pattern.PathSegments.Select(
        segment => string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "llm"))));

    private static async Task<string> SendAsync(ConfigRig rig, byte[] request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(rig.Address.Host, rig.Address.Port);
        await socket.GetStream().WriteAsync(request);
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync();
    }
}
