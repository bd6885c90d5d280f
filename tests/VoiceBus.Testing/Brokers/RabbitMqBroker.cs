using System.Diagnostics;
using System.Text.Json;
using VoiceBus.Testing.Ports;

namespace VoiceBus.Testing.Brokers;

/// <summary>
/// Debian's rabbitmq-server as a child of the test, with ports, data and name server of its own, on 127.0.0.1 only. May be
/// killed and started again in its place.
/// </summary>
public sealed class RabbitMqBroker : IAsyncDisposable
{
    private const string Server = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const int VirtualHosts = 20; // There from the start: to make one later costs an Erlang process.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-rabbitmq-").FullName;
    private readonly int[] _ports = FreePorts.Take(3);
    private readonly List<string> _said = [];
    private int _virtualHosts;
    private readonly SelfMadeAuthority? _authority;
    private Process? _names;
    private Process? _server;

    /// <summary>A broker that is not started yet.</summary>
    /// <param name="tls">Whether it takes only connections with TLS, and only its own user, not "guest".</param>
    public RabbitMqBroker(bool tls = false)
    {
        if (!tls)
            return;
        _authority = new SelfMadeAuthority(_folder);
        (User, Password) = ("voicebus", Guid.NewGuid().ToString("N"));
    }

    /// <summary>Where clients connect; with TLS it names no user.</summary>
    public Uri Url => new(_authority is null ? $"amqp://guest:guest@127.0.0.1:{_ports[0]}/" : $"amqps://127.0.0.1:{_ports[0]}/");

    /// <summary>Where clients connect that share nothing with others of this broker: a virtual host nobody was given before.</summary>
    /// <exception cref="InvalidOperationException">All were given.</exception>
    public Uri NewVirtualHost()
    {
        var number = Interlocked.Increment(ref _virtualHosts);
        return number <= VirtualHosts && _authority is null
            ? new Uri(Url, $"/{number}")
            : throw new InvalidOperationException($"A broker without TLS has {VirtualHosts} virtual hosts.");
    }

    /// <summary>The user it knows.</summary>
    public string User { get; } = "guest";

    /// <summary>The user's password.</summary>
    public string Password { get; } = "guest";

    /// <summary>PEM file of the authority that vouches for it; null without TLS.</summary>
    public string? CaFile => _authority?.CaFile;

    /// <summary>The process that runs it; throws while it does not run.</summary>
    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("The broker does not run.");

    /// <summary>Starts the broker and waits until it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It is not installed or does not start; the message says why.</exception>
    public async Task StartAsync()
    {
        if (!File.Exists(Server))
            throw new InvalidOperationException("rabbitmq-server is not installed: ./voicebus test installs it.");
        // A name server of our own: the one Erlang starts by itself would outlive the test.
        _names ??= Start("epmd", "-address", "127.0.0.1", "-port", $"{_ports[1]}");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server = Start(Server);
        _server.OutputDataReceived += (_, line) => Hear(line.Data, started);
        _server.ErrorDataReceived += (_, line) => Hear(line.Data, started);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        var exit = _server.WaitForExitAsync();
        var first = await Task.WhenAny(started.Task, exit, Task.Delay(_timeout, TimeProvider.System));
        if (first != started.Task)
            throw new InvalidOperationException($"rabbitmq-server {(first == exit ? "ended at its start" : $"did not start within {_timeout.TotalSeconds} s")}: {LastWords()}");
    }

    /// <summary>Kills the broker as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_server is null)
            return;
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync().WaitAsync(_timeout);
        _server.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_names is not null)
        {
            _names.Kill();
            await _names.WaitForExitAsync().WaitAsync(_timeout);
            _names.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private string LastWords()
    {
        lock (_said)
            return string.Join('\n', _said.TakeLast(20));
    }

    private string Configuration() => _authority is null
        ? $"listeners.tcp.1 = 127.0.0.1:{_ports[0]}\nload_definitions = {Definitions()}\n"
        : $"""
            listeners.tcp = none
            listeners.ssl.1 = 127.0.0.1:{_ports[0]}
            ssl_options.cacertfile = {_authority.CaFile}
            ssl_options.certfile = {_authority.CertificateFile}
            ssl_options.keyfile = {_authority.KeyFile}
            ssl_options.verify = verify_none
            default_user = {User}
            default_pass = {Password}

            """;

    private string Definitions()
    {
        string[] hosts = ["/", .. Enumerable.Range(1, VirtualHosts).Select(static number => $"{number}")];
        var file = Path.Combine(_folder, "definitions.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            users = new[] { new { name = User, password = Password, tags = "administrator" } },
            vhosts = hosts.Select(static name => new { name }),
            permissions = hosts.Select(vhost => new { user = User, vhost, configure = ".*", write = ".*", read = ".*" }),
        }));
        return file;
    }

    private void Hear(string? line, TaskCompletionSource started)
    {
        if (line is null)
            return;
        lock (_said)
            _said.Add(line);
        if (line.Contains("completed with", StringComparison.Ordinal))
            started.TrySetResult();
    }

    private Process Start(string program, params string[] arguments)
    {
        var plugins = Path.Combine(_folder, "enabled_plugins");
        File.WriteAllText(plugins, "[].\n");
        var configuration = Path.Combine(_folder, "rabbitmq.conf");
        File.WriteAllText(configuration, Configuration());
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["HOME"] = _folder,
            ["RABBITMQ_NODENAME"] = $"voicebus{_ports[0]}@localhost",
            ["RABBITMQ_DIST_PORT"] = $"{_ports[2]}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins,
            ["RABBITMQ_CONFIG_FILE"] = configuration,
            // No spinning while idle: the machine is the tests'.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = $"{_ports[1]}",
        })
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
