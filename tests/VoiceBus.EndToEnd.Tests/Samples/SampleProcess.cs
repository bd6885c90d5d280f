using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using VoiceBus.Device;

namespace VoiceBus.EndToEnd.Tests.Samples;

/// <summary>A program of this repository, run as its reader would run it, on a free port.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _data = Directory.CreateTempSubdirectory("voicebus-sample-").FullName;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(string assembly, string[] args, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, "--urls", "http://127.0.0.1:0", "--VoiceBus:Data", _data, "--VoiceBus:Rehearse=false", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Models are looked for from here upwards.
            WorkingDirectory = Root,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    public Uri Http { get; private set; } = null!;

    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a sample that was built with the tests.</summary>
    public static Task<SampleProcess> StartAsync(string sample, CancellationToken ct) =>
        StartAsync(Path.Combine(Root, "samples", sample, "bin", "Release", "net10.0", $"{sample}.dll"), [], [], ct);

    public static async Task<SampleProcess> StartAsync(string assembly, string[] args, (string Name, string Value)[] environment, CancellationToken ct)
    {
        var sample = new SampleProcess(assembly, args, environment);
        var ended = sample._process.WaitForExitAsync(ct);
        if (await Task.WhenAny(sample._address.Task, ended).WaitAsync(_timeout, ct) == ended)
            throw new InvalidOperationException($"It ended at its start: {sample.Output}");
        sample.Http = await sample._address.Task;
        return sample;
    }

    public Task<DeviceClient> ConnectAsync(CancellationToken ct) => DeviceClient.ConnectAsync(
        new DeviceClientOptions { Url = new Uri($"ws://{Http.Authority}/ws"), DeviceId = "02:5a:00:00:00:01", ConnectTimeout = _timeout, HelloTimeout = _timeout }, ct);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (Listening().Match(line) is { Success: true } address)
            _address.TrySetResult(new Uri(address.Groups[1].Value));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"(?:Now listening on:|voicebus: page)\s+(http://\S+)")]
    private static partial Regex Listening();
}
