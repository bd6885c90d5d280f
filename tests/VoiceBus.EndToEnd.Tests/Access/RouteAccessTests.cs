using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Access;
using VoiceBus.Server;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>Walks every route of the built server: what it asks, and that it does ask.</summary>
public sealed class RouteAccessTests
{
    private static readonly string[] _tokens = ["--VoiceBus:AdminToken=the-admin", "--VoiceBus:ReadToken=the-reader"];

    // All others need a token.
    private static readonly string[] _open =
    [
        "GET /health/live", "GET /health/ready", "POST /api/sign-in",
        "GET /api/ota", "POST /api/ota", "OPTIONS /api/ota", "POST /api/ota/activate", "GET /api/ota/firmware/{file}",
        "GET /xiaozhi/ota", "POST /xiaozhi/ota", "OPTIONS /xiaozhi/ota", "POST /xiaozhi/ota/activate",
        "GET /api/vision", "OPTIONS /api/vision", "POST /api/vision",
    ];

    [Theory]
    [InlineData("all")]
    [InlineData("worker")]
    public async Task Every_route_names_what_it_asks(string role)
    {
        // A worker without a broker does not start; what it maps is known before.
        await using var server = role == "all" ? await RunningServer.StartAsync(ScriptedServer.WithoutProbes, _tokens) : null;
        var app = server is null ? VoiceBusServer.Build(["--role", role, "--VoiceBus:Bus:Url=amqp://127.0.0.1:1/", "--VoiceBus:Data", Path.GetTempPath()]) : null;
        var sources = app is null ? server!.Get<EndpointDataSource>().Endpoints : [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints)];

        sources.ShouldNotBeEmpty();
        foreach (var endpoint in sources)
        {
            endpoint.ShouldBeAssignableTo<RouteEndpoint>($"{endpoint.DisplayName} is no route");
            endpoint.Metadata.GetMetadata<RouteLevel>().ShouldNotBeNull($"{endpoint.DisplayName} is not in the table of RouteAccess");
            (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null).ShouldBe(endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, endpoint.DisplayName);
        }

        if (app is not null)
            await app.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_gets_further_than_his_token()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, [.. _tokens, "--VoiceBus:Limits:WrongTokensPerMinute=10000"]);
        using var caller = new Caller(server);
        var routes = Routes(server).ToArray();
        routes.Select(static route => route.Name).ShouldBeUnique();
        routes.Length.ShouldBeGreaterThan(45);

        foreach (var (name, method, path) in routes)
        {
            var none = await caller.SendAsync(method, path, null);
            var reader = await caller.SendAsync(method, path, null, ("Authorization", "Bearer the-reader"));
            var wrong = await caller.SendAsync(method, path, null, ("Authorization", "Bearer the-wrong-one"));
            var admin = await caller.SendAsync(method, path, null, ("Authorization", "Bearer the-admin"));
            if (_open.Contains(name))
            {
                // With tokens of their own a sign-in or a picture may be refused, but not for want of ours.
                none.Headers.WwwAuthenticate.ShouldBeEmpty(name);
                continue;
            }

            none.Status.ShouldBe(401, name);
            none.Headers.WwwAuthenticate.ToString().ShouldContain("Bearer");
            if (method != "HEAD")
                none.Body.ShouldContain("admin-token", Case.Sensitive, "it says where the token is");
            wrong.Status.ShouldBe(401, name);
            admin.Status.ShouldNotBeOneOf(401, 403, 421);
            var shows = method is "GET" or "HEAD" && !name.EndsWith("/history", StringComparison.Ordinal) || name == "GET /api/config/decoupling/history";
            if (shows)
                reader.Status.ShouldNotBeOneOf(401, 403, 421);
            else
                reader.Status.ShouldBe(403, name);
        }
    }

    [Theory]
    [InlineData("POST", "/metrics", "GET, HEAD")]
    [InlineData("DELETE", "/metrics", "GET, HEAD")]
    [InlineData("POST", "/api/turns", "GET")]
    [InlineData("PUT", "/api/devices/x", "DELETE, GET, PATCH")]
    [InlineData("GET", "/api/sign-in", "POST")]
    [InlineData("DELETE", "/api/ota", "GET, OPTIONS, POST")]
    public async Task A_method_that_a_route_does_not_have_is_told_from_one_that_it_has(string method, string path, string allowed)
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);
        using var http = new HttpClient { BaseAddress = server.Http };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await http.SendAsync(request, caller.Deadline);

        ((int)response.StatusCode).ShouldBe(405);
        response.Content.Headers.Allow.Order(StringComparer.Ordinal).ShouldBe(allowed.Split(", "));
        (await caller.SendAsync("GET", "/metrics", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_openapi_document_says_which_operations_need_a_token()
    {
        await using var server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes);
        using var caller = new Caller(server);
        var document = (await caller.SendAsync("GET", "/openapi/v1.json", null)).Json;

        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("Token");
        (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString()).ShouldBe(("http", "bearer"));
        var paths = document.GetProperty("paths");
        paths.GetProperty("/api/turns").GetProperty("get").GetProperty("security")[0].TryGetProperty("Token", out _).ShouldBeTrue();
        paths.GetProperty("/api/config/decoupling").GetProperty("patch").GetProperty("responses").TryGetProperty("403", out _).ShouldBeTrue();
        paths.GetProperty("/health/live").GetProperty("get").TryGetProperty("security", out _).ShouldBeFalse();
    }

    private static IEnumerable<(string Name, string Method, string Path)> Routes(RunningServer server) =>
        from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = endpoint.RoutePattern.RawText!.TrimEnd('/')
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        select ($"{method} {path}", method, path.Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{id}", "nobody", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal)
            .Replace("{type}", "nothing", StringComparison.Ordinal).Replace("{file}", "none.bin", StringComparison.Ordinal));
}
