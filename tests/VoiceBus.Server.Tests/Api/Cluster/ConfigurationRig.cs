using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Server.Tests.Api.Cluster;

/// <summary>Nodes that hear each other when a test says so; what they tell and ask passes as bytes, as over a broker.</summary>
internal sealed class ConfigurationRig : IClusterClient, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-nodes-").FullName;
    private readonly Dictionary<string, ConfiguredNode> _nodes = [];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public IReadOnlyCollection<ConfiguredNode> Nodes => _nodes.Values;

    /// <summary>Documents asked for.</summary>
    public int Questions { get; private set; }

    /// <summary>Who does not answer though it announces.</summary>
    public string? Silent { get; set; }

    /// <summary>Starts a node, or starts it again with what it kept.</summary>
    public ConfiguredNode Start(string id, params (string Setting, string Value)[] given) =>
        _nodes[id] = new ConfiguredNode(id, FolderOf(id), Time, this, given);

    public string FolderOf(string id) => Path.Combine(_folder, id);

    /// <summary>One node hears another, and follows it when that is newer.</summary>
    public static async Task HearAsync(ConfiguredNode listener, ConfiguredNode speaker)
    {
        listener.Configuration.Hear(speaker.Report);
        while (listener.Configuration.Offers.TryRead(out var offer))
            await listener.Follower.FollowAsync(offer, CancellationToken.None);
    }

    /// <summary>Every node that is up announces itself to all others, once.</summary>
    public async Task RoundAsync()
    {
        foreach (var speaker in Nodes.Where(static node => node.IsUp).ToArray())
            foreach (var listener in Nodes.Where(node => node.IsUp && node != speaker).ToArray())
                await HearAsync(listener, speaker);
    }

    public async IAsyncEnumerable<ClusterResponse> AskAsync(
        ClusterRequest question, IReadOnlyCollection<string> nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        Questions++;
        var asked = Trip(question, ClusterJson.Default.ClusterRequest);
        foreach (var id in nodes)
            if (_nodes[id].IsUp && id != Silent && asked.ConfigurationOf == id)
                yield return Trip(_nodes[id].Configuration.Answer() with { Node = id }, ClusterJson.Default.ClusterResponse);
            else
                yield return ClusterResponse.Of(NodeOutcome.Unanswered) with { Node = id };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static T Trip<T>(T message, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(message, type), type)!;
}
