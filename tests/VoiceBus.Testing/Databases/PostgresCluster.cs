using System.Diagnostics;
using System.Security.Cryptography;
using VoiceBus.Testing.Ports;

namespace VoiceBus.Testing.Databases;

/// <summary>
/// Debian's PostgreSQL as a throw-away cluster of the test: data in a temporary folder, on 127.0.0.1 only, never as root. May
/// be stopped and started again in its place. It ends with the test's process, however that ends.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    // The shell waits for the end of its input, which is the end of whoever started it.
    private const string Watch = "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server";
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-postgres-").FullName;
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
    private readonly string _programs;
    private readonly int _port = FreePorts.Take(1)[0];
    private readonly List<string> _said = [];
    private Process? _server;
    private int _databases;

    private PostgresCluster()
    {
        _programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin"))
                .LastOrDefault(static bin => File.Exists(Path.Combine(bin, "initdb"))) ?? "" : "";
        if (_programs.Length == 0)
            throw new InvalidOperationException("postgresql is not installed: ./voicebus test installs it.");
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a cluster and waits until it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It is not installed or does not start; the message says why.</exception>
    public static async Task<PostgresCluster> StartNewAsync()
    {
        var cluster = new PostgresCluster();
        await cluster.InitializeAsync();
        await cluster.StartAsync();
        return cluster;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await RunAsync(Path.Combine(_programs, "createdb"), "-h", "127.0.0.1", "-p", $"{_port}", "-U", "voicebus", name);
        return $"Host=127.0.0.1;Port={_port};Username=voicebus;Password={_password};Database={name};Pooling=true";
    }

    /// <summary>Starts the server of a stopped cluster.</summary>
    public async Task StartAsync()
    {
        var start = Describe("/bin/sh", ["-c", Watch, "sh", .. Unprivileged(Path.Combine(_programs, "postgres")),
            "-D", Data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", _folder, "-F", "-c", "max_connections=200"]);
        start.RedirectStandardInput = true;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, line) => Hear(line.Data, started);
        _server.OutputDataReceived += (_, line) => Hear(line.Data, started);
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        var exit = _server.WaitForExitAsync();
        if (await Task.WhenAny(started.Task, exit).WaitAsync(_timeout) == exit)
            throw new InvalidOperationException($"postgres ended at its start: {Said()}");
    }

    /// <summary>Stops the server at once: connections break.</summary>
    public async Task StopAsync()
    {
        if (_server is null)
            return;
        _server.StandardInput.Close();
        await _server.WaitForExitAsync().WaitAsync(_timeout);
        _server.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task InitializeAsync()
    {
        var password = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(password, _password);
        if (IsRoot)
            await RunAsync("/bin/chown", "-R", "postgres:postgres", _folder);
        await RunAsync([.. Unprivileged(Path.Combine(_programs, "initdb")),
            "-D", Data, "-U", "voicebus", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", $"--pwfile={password}", "--no-sync"]);
    }

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root.
    private static string[] Unprivileged(string program) =>
        IsRoot ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", program] : [program];

    private async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(Describe(command[0], command[1..]))!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(_timeout);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command[0]} failed: {string.Join('\n', await said)}");
    }

    private ProcessStartInfo Describe(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = _folder;
        start.Environment["PGPASSWORD"] = _password;
        return start;
    }

    private void Hear(string? line, TaskCompletionSource started)
    {
        if (line is null)
            return;
        lock (_said)
            _said.Add(line);
        if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            started.TrySetResult();
    }

    private string Said()
    {
        lock (_said)
            return string.Join('\n', _said.TakeLast(20));
    }
}
