using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>The sample with a provider and its tests, built once outside of this tree against the packed packages, as anybody else would.</summary>
public sealed class OutsideTree : IAsyncLifetime
{
    private const string Version = "0.1.0-outside";
    private static readonly string[] _packages = ["VoiceBus.Abstractions", "VoiceBus.Testing.Contracts"];
    private static readonly string[] _samples = ["CustomProvider", "CustomProvider.Tests"];

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(170));

    /// <summary>A folder of its own.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("voicebus-outside-").FullName;

    /// <summary>What was built of the provider.</summary>
    public string Provider => Path.Combine(Folder, "CustomProvider", "bin", "Release", "net10.0");

    private string Packages => Path.Combine(Folder, "packages");

    public async Task InitializeAsync()
    {
        foreach (var sample in _samples)
        {
            var outside = Directory.CreateDirectory(Path.Combine(Folder, sample)).FullName;
            foreach (var file in Directory.EnumerateFiles(Path.Combine(SampleProcess.Root, "samples", sample)))
                File.Copy(file, Path.Combine(outside, Path.GetFileName(file)));
        }

        foreach (var package in _packages)
            await RunAsync(SampleProcess.Root, "pack", $"src/{package}", "-c", "Release", "--no-build", "--nologo", $"-p:PackageVersion={Version}", "-o", Packages);
        // What others publish is there already, from the build of this tree; ours is nowhere but in this folder.
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await RunAsync(
            Path.Combine(Folder, "CustomProvider.Tests"), "build", "-c", "Release", "--nologo", $"-p:VoiceBusPackages={Version}",
            $"-p:RestoreAdditionalProjectSources={Packages}", $"-p:RestoreFallbackFolders={known}", $"-p:RestorePackagesPath={Path.Combine(Folder, "nuget")}", "-p:NuGetAudit=false");
    }

    public Task DisposeAsync()
    {
        _deadline.Dispose();
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs the sample's tests.</summary>
    /// <returns>What was printed.</returns>
    public Task<string> TestAsync() =>
        RunAsync(Folder, "test", Path.Combine("CustomProvider.Tests", "bin", "Release", "net10.0", "CustomProvider.Tests.dll"), "--nologo");

    /// <summary>The packages a package of ours asks for.</summary>
    public List<string> DependenciesOf(string package)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Packages, $"{package}.{Version}.nupkg"));
        using var nuspec = zip.GetEntry($"{package}.nuspec")!.Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(static element => element.Name.LocalName == "dependency").Select(static element => element.Attribute("id")!.Value)];
    }

    private async Task<string> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var dotnet = Process.Start(start)!;
        var output = dotnet.StandardOutput.ReadToEndAsync(_deadline.Token);
        var errors = dotnet.StandardError.ReadToEndAsync(_deadline.Token);
        await dotnet.WaitForExitAsync(_deadline.Token);
        dotnet.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', args)}\n{await output}\n{await errors}");
        return await output;
    }
}
