using System.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>
/// A provider of somebody else's: built outside of this tree against the packed package, dropped into a folder, loaded by the server
/// as it is.
/// </summary>
public sealed class PlugInTests : IDisposable
{
    private const string Version = "0.1.0-outside";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(170));
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-outside-").FullName;

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task A_recogniser_and_a_voice_that_were_dropped_in_hold_a_turn_and_a_broken_one_beside_them_is_skipped()
    {
        await BuildOutsideAsync();
        Directory.CreateDirectory(Path.Combine(_folder, "plugins", "Broken"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "plugins", "Broken", "Broken.dll"), "not an assembly", Ct);

        await using var server = await SampleProcess.StartAsync(
            typeof(Server.VoiceBusServer).Assembly.Location,
            ["--VoiceBus:Providers:length:Format=I heard {0} ms.", "--VoiceBus:Providers:tone:Frequency=1000"],
            [("VOICEBUS_PLUGINS", Path.Combine(_folder, "plugins"))],
            Ct);
        await using var device = await server.ConnectAsync(Ct);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Manual, Ct);

        turn.Transcript.ShouldNotBeNull().ShouldMatch(@"^I heard \d+ ms\.$", server.Output);
        turn.Text.ShouldNotBeEmpty();
        server.Output.ShouldContain("PlugInAdded");
        server.Output.ShouldContain("PlugInSkipped");
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BuildOutsideAsync()
    {
        var source = Path.Combine(SampleProcess.Root, "samples", "CustomProvider");
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "CustomProvider")).FullName;
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(outside, Path.GetFileName(file)));
        await RunAsync(SampleProcess.Root, "pack", "src/VoiceBus.Abstractions", "-c", "Release", "--no-build", "--nologo", $"-p:PackageVersion={Version}", "-o", Path.Combine(_folder, "packages"));
        // What others publish is there already, from the build of this tree; ours is nowhere but in this folder.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await RunAsync(
            outside, "build", "-c", "Release", "--nologo", $"-p:VoiceBusPackages={Version}", $"-p:RestoreAdditionalProjectSources={Path.Combine(_folder, "packages")}",
            $"-p:RestoreFallbackFolders={known}", $"-p:RestorePackagesPath={Path.Combine(_folder, "nuget")}", "-p:NuGetAudit=false", "-o", Path.Combine(_folder, "plugins", "CustomProvider"));
        File.Exists(Path.Combine(_folder, "plugins", "CustomProvider", "VoiceBus.Abstractions.dll")).ShouldBeFalse("the host's are used");
    }

    private async Task RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var dotnet = Process.Start(start)!;
        var output = dotnet.StandardOutput.ReadToEndAsync(Ct);
        var errors = dotnet.StandardError.ReadToEndAsync(Ct);
        await dotnet.WaitForExitAsync(Ct);
        dotnet.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', args)}\n{await output}\n{await errors}");
    }
}
