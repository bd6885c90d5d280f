using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace VoiceBus.Chaos;

/// <summary>A node of a cluster: a server process on a loopback port of its own choice, with a folder of its own.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);
    private static readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(40) };

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    private NodeProcess(string program, string role, IEnumerable<string> args, IEnumerable<KeyValuePair<string, string>> environment, string? data)
    {
        (Role, Data) = (role, data ?? Directory.CreateTempSubdirectory("voicebus-node-").FullName);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[program, .. args, "--role", role, "--urls", "http://127.0.0.1:0"])
            start.ArgumentList.Add(argument);
        // Its keeper asks it from this machine, which needs no token unless one was given.
        foreach (var name in (string[])["VOICEBUS_ADMIN_TOKEN", "VOICEBUS_READ_TOKEN", "VOICEBUS_PUBLIC_URL"])
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["VOICEBUS_DATA"] = Data;
        // Many small processes share this machine.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["VoiceBus__Rehearse"] = "false";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Exited = ExitAsync();
    }

    /// <summary>gateway, worker or all.</summary>
    public string Role { get; }

    /// <summary>The folder of what it keeps; deleted with this.</summary>
    public string Data { get; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens; throws before it was started.</summary>
    public Uri Http => _address.Task is { IsCompletedSuccessfully: true } known
        ? known.GetAwaiter().GetResult()
        : throw new InvalidOperationException($"The {Role} does not listen yet.");

    /// <summary>Where devices connect.</summary>
    public Uri Socket => new($"ws://{Http.Authority}/ws");

    /// <summary>Completes with the exit code when the process has ended.</summary>
    public Task<int> Exited { get; }

    /// <summary>The newest lines of its output.</summary>
    public IReadOnlyList<string> Said => [.. _said];

    /// <summary>Starts a node and waits until it listens.</summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="role">gateway, worker or all.</param>
    /// <param name="args">The command line before the role.</param>
    /// <param name="environment">Variables.</param>
    /// <param name="data">The folder of an earlier node whose place it takes; null for a new one.</param>
    /// <exception cref="InvalidOperationException">It ended first; the message has what it said.</exception>
    public static async Task<NodeProcess> StartAsync(
        string program, string role, IEnumerable<string> args, IEnumerable<KeyValuePair<string, string>> environment, string? data = null)
    {
        var node = new NodeProcess(program, role, args, environment, data);
        var first = await Task.WhenAny(node._address.Task, node.Exited).WaitAsync(_timeout);
        if (first == node._address.Task)
            return node;
        await node.DisposeAsync();
        throw new InvalidOperationException($"The {role} ended at its start: {string.Join('\n', node.Said)}");
    }

    /// <summary>Kills the process as a power cut would: nobody says good-bye.</summary>
    public async Task KillAsync()
    {
        if (!Exited.IsCompleted)
            _process.Kill();
        await Exited.WaitAsync(_timeout);
    }

    /// <summary>Asks the process to end (SIGTERM).</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync().WaitAsync(_timeout);
    }

    /// <summary>Asks the node over HTTP.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(Http, path), cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Tells the node something over HTTP.</summary>
    /// <returns>The status code.</returns>
    public async Task<int> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Http, path), body, cancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>Changes something of the node over HTTP by a JSON merge patch.</summary>
    /// <returns>The status code.</returns>
    public async Task<int> PatchAsync(string path, string patch, CancellationToken cancellationToken)
    {
        using var body = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var response = await _http.PatchAsync(new Uri(Http, path), body, cancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>Deletes something of the node over HTTP.</summary>
    /// <returns>The status code and the answer.</returns>
    public async Task<(int Status, string Body)> DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(new Uri(Http, path), cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>The status code of a GET.</summary>
    public async Task<int> StatusOfAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(Http, path), cancellationToken);
        return (int)response.StatusCode;
    }

    /// <summary>Waits until a conversation can be held with the node's help.</summary>
    public Task WaitReadyAsync(CancellationToken cancellationToken) => Condition.TrueAsync(
        async token => Exited.IsCompleted
            ? throw new InvalidOperationException($"The {Role} has ended: {string.Join('\n', Said)}")
            : await IsReadyAsync(token),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await KillAsync();
        _process.Dispose();
        if (Directory.Exists(Data))
            Directory.Delete(Data, recursive: true);
    }

    /// <summary>Who does not answer in time is not ready: how long to wait is the caller's deadline, not one request's.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StatusOfAsync("/health/ready", cancellationToken) == 200;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        _said.Enqueue(line);
        if (_said.Count > KeptLines)
            _said.TryDequeue(out _);
        if (line.StartsWith("voicebus: page", StringComparison.Ordinal))
            _address.TrySetResult(new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
    }
}
