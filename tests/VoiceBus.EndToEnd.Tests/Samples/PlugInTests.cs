using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>
/// A provider of somebody else's: built and tested outside of this tree against the packed packages, dropped into a folder, loaded by the
/// server as it is.
/// </summary>
public sealed class PlugInTests(OutsideTree outside) : IClassFixture<OutsideTree>, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(100));

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task A_recogniser_and_a_voice_that_were_dropped_in_hold_a_turn_and_a_broken_one_beside_them_is_skipped()
    {
        var plugIns = Path.Combine(outside.Folder, "plugins");
        DropIn(Path.Combine(plugIns, "CustomProvider"));
        Directory.CreateDirectory(Path.Combine(plugIns, "Broken"));
        await File.WriteAllTextAsync(Path.Combine(plugIns, "Broken", "Broken.dll"), "not an assembly", Ct);

        await using var server = await SampleProcess.StartAsync(
            typeof(Server.VoiceBusServer).Assembly.Location,
            ["--VoiceBus:Providers:length:Format=I heard {0} ms.", "--VoiceBus:Providers:tone:Frequency=1000"],
            [("VOICEBUS_PLUGINS", plugIns)],
            Ct);
        await using var device = await server.ConnectAsync(Ct);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Manual, Ct);

        turn.Transcript.ShouldNotBeNull().ShouldMatch(@"^I heard \d+ ms\.$", server.Output);
        turn.Text.ShouldNotBeEmpty();
        server.Output.ShouldContain("PlugInAdded");
        server.Output.ShouldContain("PlugInSkipped");
    }

    [Fact]
    public async Task The_contract_tests_of_the_package_run_where_a_providers_author_is_and_the_sample_keeps_them()
    {
        (await outside.TestAsync()).ShouldMatch(@"Failed:\s+0, Passed:\s+[3-9]\d");
        outside.DependenciesOf("VoiceBus.Testing.Contracts").Where(static name => name.StartsWith("VoiceBus", StringComparison.Ordinal)).ShouldBe(["VoiceBus.Abstractions"]);
    }

    public void Dispose() => _deadline.Dispose();

    private void DropIn(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(outside.Provider))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Exists(Path.Combine(folder, "VoiceBus.Abstractions.dll")).ShouldBeFalse("the host's are used");
    }
}
