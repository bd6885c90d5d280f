using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VoiceBus.Server.Tests.Composition;

/// <summary>Inside of somebody else's application their endpoints are theirs and ours are ours.</summary>
public sealed class EmbeddedTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly string _data = Directory.CreateTempSubdirectory("voicebus-embedded-").FullName;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["VoiceBus:Data"] = _data;
        builder.Configuration["VoiceBus:Rehearse"] = "false";
        builder.Configuration["VoiceBus:AdminToken"] = "the-token-of-the-operator";
        builder.Services.AddAuthentication("own").AddScheme<AuthenticationSchemeOptions, OwnScheme>("own", null);
        builder.Services.AddVoiceBus(builder.Configuration).AddLocalSpeech().AddBuiltInAssistant();
        _app = builder.Build();
        _app.MapGet("/me", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
        _app.MapPost("/own", async context => await context.Response.WriteAsync($"{(await new StreamReader(context.Request.Body).ReadToEndAsync()).Length}"));
        _app.MapVoiceBus();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Their_users_are_known_at_their_endpoints_and_are_nobody_at_ours()
    {
        (await _http.GetStringAsync("/me")).ShouldBe("me");
        (await StatusAsync("/api/devices", token: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/api/devices", "the-token-of-the-operator")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_sent_to_their_endpoints_is_not_looked_at()
    {
        using var body = new StringContent(new string('x', 300_000), Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync("/own", body);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("300000");
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class OwnScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "me")], "own")), "own")));
    }
}
