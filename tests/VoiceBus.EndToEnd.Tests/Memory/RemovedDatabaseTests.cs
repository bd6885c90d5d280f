using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Memory;

/// <summary>Somebody removes the database under a running server.</summary>
public sealed class RemovedDatabaseTests
{
    [Fact]
    public async Task It_is_noticed_told_and_made_anew_and_readiness_says_so()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var folder = new TemporaryFolder();
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:Data", folder.Path]);
        using var client = new OperatorClient(scripted.Server);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token, "02:00:00:00:00:a1"))
            await device.TypeAsync("Hello.", deadline.Token);
        var file = Path.Combine(folder.Path, "voicebus.db");
        File.Delete(file);

        await scripted.Events.TheOneAsync<DatabaseReplaced>();
        await Eventually.GetAsync(
            async () =>
            {
                using var answer = await client.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), deadline.Token);
                return await answer.Content.ReadAsStringAsync(deadline.Token);
            },
            static body => body.Contains("the database was removed or replaced", StringComparison.Ordinal) && !body.Contains("voicebus.db", StringComparison.Ordinal));
        File.Exists(file).ShouldBeTrue();
        (await client.GetAsync("/api/devices")).GetProperty("total").GetInt32().ShouldBe(0);
        await using (var device = await scripted.Server.ConnectAsync(deadline.Token, "02:00:00:00:00:a2"))
            (await device.TypeAsync("Hello again.", deadline.Token)).Text.ShouldContain("Hello again.");
        (await client.GetAsync("/api/devices")).GetProperty("total").GetInt32().ShouldBe(1);
    }
}
