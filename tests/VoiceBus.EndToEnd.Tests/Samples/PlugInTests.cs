using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>
/// A provider of somebody else's: built and tested outside of this tree against the packed packages, dropped into a folder, loaded by the
/// server as it is.
/// </summary>
public sealed class PlugInTests : IDisposable
{
    private const string Version = "0.1.0-outside";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(170));
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-outside-").FullName;

    private CancellationToken Ct => _deadline.Token;

    private string Packages => Path.Combine(_folder, "packages");

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

    [Fact]
    public async Task The_contract_tests_of_the_package_hold_for_the_sample_where_its_author_would_run_them()
    {
        await TakeOutsideAsync(["CustomProvider", "CustomProvider.Tests"], ["VoiceBus.Abstractions", "VoiceBus.Testing.Contracts"]);

        var output = await RunAsync(Path.Combine(_folder, "CustomProvider.Tests"), ["test", "-c", "Release", "--nologo", .. Outside()]);

        output.ShouldMatch(@"Failed:\s+0, Passed:\s+3\d");
        DependenciesOf("VoiceBus.Testing.Contracts").ShouldBe(["VoiceBus.Abstractions", "xunit.assert", "xunit.extensibility.core"], ignoreOrder: true);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task BuildOutsideAsync()
    {
        await TakeOutsideAsync(["CustomProvider"], ["VoiceBus.Abstractions"]);
        await RunAsync(
            Path.Combine(_folder, "CustomProvider"), ["build", "-c", "Release", "--nologo", .. Outside(), "-o", Path.Combine(_folder, "plugins", "CustomProvider")]);
        File.Exists(Path.Combine(_folder, "plugins", "CustomProvider", "VoiceBus.Abstractions.dll")).ShouldBeFalse("the host's are used");
    }

    private async Task TakeOutsideAsync(string[] samples, string[] packages)
    {
        foreach (var sample in samples)
        {
            var outside = Directory.CreateDirectory(Path.Combine(_folder, sample)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(SampleProcess.Root, "samples", sample)))
                File.Copy(file, Path.Combine(outside, Path.GetFileName(file)));
        }

        foreach (var package in packages)
            await RunAsync(SampleProcess.Root, ["pack", $"src/{package}", "-c", "Release", "--no-build", "--nologo", $"-p:PackageVersion={Version}", "-o", Packages]);
    }

    // What others publish is there already, from the build of this tree; ours is nowhere but in this folder.
    private string[] Outside()
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return
        [
            $"-p:VoiceBusPackages={Version}", $"-p:RestoreAdditionalProjectSources={Packages}", $"-p:RestoreFallbackFolders={known}",
            $"-p:RestorePackagesPath={Path.Combine(_folder, "nuget")}", "-p:NuGetAudit=false",
        ];
    }

    private List<string> DependenciesOf(string package)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{Version}.nupkg"));
        using var nuspec = zip.GetEntry($"{package}.nuspec")!.Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(static element => element.Name.LocalName == "dependency").Select(static element => element.Attribute("id")!.Value)];
    }

    private async Task<string> RunAsync(string folder, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var dotnet = Process.Start(start)!;
        var output = dotnet.StandardOutput.ReadToEndAsync(Ct);
        var errors = dotnet.StandardError.ReadToEndAsync(Ct);
        await dotnet.WaitForExitAsync(Ct);
        dotnet.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', args)}\n{await output}\n{await errors}");
        return await output;
    }
}
