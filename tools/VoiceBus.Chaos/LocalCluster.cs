using VoiceBus.Chaos.Nodes;
using VoiceBus.Server;
using VoiceBus.Testing.Brokers;

namespace VoiceBus.Chaos;

/// <summary>A broker and nodes around it on this machine, each a process.</summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly string _hold = Directory.CreateTempSubdirectory("voicebus-hold-").FullName;
    private readonly List<NodeProcess> _all = [];
    private readonly string[] _program;
    private readonly Dictionary<string, string> _environment;

    private readonly bool _ownsBroker;

    private LocalCluster(bool scripted, RabbitMqBroker broker, bool ownsBroker, IEnumerable<KeyValuePair<string, string>> settings)
    {
        (Broker, _ownsBroker) = (broker, ownsBroker);
        _program = scripted ? [typeof(LocalCluster).Assembly.Location, "node"] : [typeof(VoiceBusServer).Assembly.Location];
        _environment = new(settings)
        {
            ["VOICEBUS_BUS_URL"] = (ownsBroker ? broker.Url : broker.NewVirtualHost()).ToString(),
            [Script.HoldFolder] = _hold,
        };
    }

    /// <summary>The broker.</summary>
    public RabbitMqBroker Broker { get; }

    /// <summary>The gateways that were not taken away.</summary>
    public IReadOnlyList<NodeProcess> Gateways => Living("gateway");

    /// <summary>The workers that were not taken away.</summary>
    public IReadOnlyList<NodeProcess> Workers => Living("worker");

    /// <summary>Starts nodes, and a broker unless one is given, and waits until a conversation can be held with each gateway.</summary>
    /// <param name="gateways">Gateways.</param>
    /// <param name="workers">Workers.</param>
    /// <param name="cancellationToken">The deadline: give one.</param>
    /// <param name="scripted">Whether the providers are scripted; else they are the embedded ones.</param>
    /// <param name="settings">Environment variables of every node, or null.</param>
    /// <param name="broker">One that runs, to share with others; null for one of its own.</param>
    public static async Task<LocalCluster> StartAsync(
        int gateways, int workers, CancellationToken cancellationToken, bool scripted = true, IEnumerable<KeyValuePair<string, string>>? settings = null, RabbitMqBroker? broker = null)
    {
        var cluster = new LocalCluster(scripted, broker ?? new RabbitMqBroker(), ownsBroker: broker is null, settings ?? []);
        try
        {
            if (cluster._ownsBroker)
                await cluster.Broker.StartAsync();
            var roles = Enumerable.Repeat("worker", workers).Concat(Enumerable.Repeat("gateway", gateways));
            await Task.WhenAll(roles.Select(role => cluster.StartAsync(role, cancellationToken)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more node and waits until it is ready.</summary>
    public Task<NodeProcess> StartAsync(string role, CancellationToken cancellationToken) => StartAsync(role, [], null, cancellationToken);

    /// <summary>Starts a node with settings of its own, or in the place of one that has ended, and waits until it is ready.</summary>
    /// <param name="role">gateway, worker or all.</param>
    /// <param name="settings">Environment variables of this node.</param>
    /// <param name="data">What the node had kept whose place it takes; null for nothing.</param>
    /// <param name="cancellationToken">The deadline: give one.</param>
    public async Task<NodeProcess> StartAsync(
        string role, IEnumerable<KeyValuePair<string, string>> settings, string? data, CancellationToken cancellationToken)
    {
        var node = await NodeProcess.StartAsync(_program[0], role, _program[1..], _environment.Concat(settings), data);
        lock (_all)
            _all.Add(node);
        await node.WaitReadyAsync(cancellationToken);
        return node;
    }

    /// <summary>Asks for the next worker that comes to a place ("asr", "llm", "tts") to be held there.</summary>
    public void Hold(string place)
    {
        // Of an earlier test: who was held then may still live.
        foreach (var old in Directory.GetFiles(_hold, $"held-{place}-*").Append(Path.Combine(_hold, $"go-{place}")))
            File.Delete(old);
        File.WriteAllText(Path.Combine(_hold, $"hold-{place}"), "");
    }

    /// <summary>Lets whoever is held at a place go on.</summary>
    public void Release(string place) => File.WriteAllText(Path.Combine(_hold, $"go-{place}"), "");

    /// <summary>Waits until a worker is held at a place.</summary>
    public Task<NodeProcess> HeldAsync(string place, CancellationToken cancellationToken) => Condition.FoundAsync(
        _ =>
        {
            var held = Directory.GetFiles(_hold, $"held-{place}-*").Select(static file => int.Parse(file[(file.LastIndexOf('-') + 1)..]));
            return Task.FromResult(Workers.FirstOrDefault(worker => held.Contains(worker.Id)));
        },
        cancellationToken);

    /// <summary>Waits until every node knows exactly the nodes there are.</summary>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        foreach (var node in Gateways.Concat(Workers))
            await Condition.TrueAsync(
                async token => (await node.GetAsync("/api/event-bus/status", token)).GetProperty("nodes").GetArrayLength() == Gateways.Count + Workers.Count,
                cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _all)
            await node.DisposeAsync();
        if (_ownsBroker)
            await Broker.DisposeAsync();
        Directory.Delete(_hold, recursive: true);
    }

    private List<NodeProcess> Living(string role)
    {
        lock (_all)
            return [.. _all.Where(node => node.Role == role && !node.Exited.IsCompleted)];
    }
}
