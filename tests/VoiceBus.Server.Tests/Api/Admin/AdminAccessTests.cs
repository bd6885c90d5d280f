using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using VoiceBus.Server.Api.Admin;

namespace VoiceBus.Server.Tests.Api.Admin;

public sealed class AdminAccessTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");

    private string TokenFile => Path.Combine(_folder, "admin-token");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false, "http://127.0.0.1:8000")]
    [InlineData(false, "http://localhost:8000", "https://[::1]:8001")]
    [InlineData(true, "http://0.0.0.0:8000")]
    [InlineData(true, "http://[::]:8000")]
    [InlineData(true, "http://*:8000")]
    [InlineData(true, "http://127.0.0.1:8000", "http://192.168.1.2:8000")]
    [InlineData(true)]
    public void A_token_is_needed_unless_only_this_machine_can_reach_the_server(bool needed, params string[] addresses) =>
        Access(null, addresses).IsTokenNeeded.ShouldBe(needed);

    [Fact]
    public void A_token_that_was_given_is_always_needed()
    {
        var access = Access("open-sesame", "http://127.0.0.1:8000");

        Judge(access, ("Host", "localhost:8000")).ShouldBe(AdminVerdict.TokenMissing);
        Judge(access, ("Authorization", "Bearer open-sesam")).ShouldBe(AdminVerdict.TokenMissing);
        Judge(access, ("Authorization", "Basic open-sesame")).ShouldBe(AdminVerdict.TokenMissing);
        Judge(access, ("Authorization", "bearer open-sesame")).ShouldBe(AdminVerdict.Allowed);
        access.Origin().ShouldBe("of VOICEBUS_ADMIN_TOKEN");
        Directory.Exists(_folder).ShouldBeFalse("there was none to make");
    }

    [Fact]
    public void A_made_token_is_kept_for_its_owner_only_and_stays_the_same()
    {
        var first = Access(null, "http://0.0.0.0:8000");
        first.Origin().ShouldBe($"in {TokenFile}");
        var token = File.ReadAllText(TokenFile).Trim();

        token.Length.ShouldBe(43, "256 bits");
        File.GetUnixFileMode(TokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Judge(first, ("Authorization", $"Bearer {token}")).ShouldBe(AdminVerdict.Allowed);
        Judge(Access(null, "http://0.0.0.0:8000"), ("Authorization", $"Bearer {token}")).ShouldBe(AdminVerdict.Allowed);
        Judge(first).ShouldBe(AdminVerdict.TokenMissing);
        Judge(first, ("Authorization", "Bearer ")).ShouldBe(AdminVerdict.TokenMissing);
    }

    [Theory]
    [InlineData(AdminVerdict.Allowed, "127.0.0.1:8000", null)]
    [InlineData(AdminVerdict.Allowed, "localhost:8000", "http://localhost:8000")]
    [InlineData(AdminVerdict.Allowed, "[::1]:8000", null)]
    [InlineData(AdminVerdict.ForeignSite, "localhost:8000", "http://evil.test")]
    [InlineData(AdminVerdict.ForeignSite, "localhost:8000", "http://localhost:3000")]
    [InlineData(AdminVerdict.ForeignSite, "localhost:8000", "null")]
    [InlineData(AdminVerdict.ForeignSite, "evil.test:8000", "http://evil.test:8000")]
    [InlineData(AdminVerdict.ForeignSite, "evil.test:8000", null)]
    public void Without_a_token_only_the_servers_own_page_and_programs_here_are_let_in(AdminVerdict expected, string host, string? origin)
    {
        var access = Access(null, "http://127.0.0.1:8000");
        (origin is null ? Judge(access, ("Host", host)) : Judge(access, ("Host", host), ("Origin", origin))).ShouldBe(expected);
    }

    private AdminAccess Access(string? given, params string[] addresses) => new(given, _folder, new FakeServer(addresses));

    private static AdminVerdict Judge(AdminAccess access, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers)
            request.Headers[name] = value;
        return access.Judge(request);
    }

    private sealed class FakeServer : IServer
    {
        public FakeServer(string[] addresses)
        {
            var feature = new ServerAddressesFeature();
            foreach (var address in addresses)
                feature.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
