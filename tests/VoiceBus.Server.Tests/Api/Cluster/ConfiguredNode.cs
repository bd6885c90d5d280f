using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using VoiceBus.AspNetCore;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Configuration;
using VoiceBus.Server.Tests.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Api.Cluster;

/// <summary>The live configuration of one node, with everything that keeps and follows it; only the broker is missing.</summary>
internal sealed class ConfiguredNode : IQueueControl
{
    public ConfiguredNode(string id, string folder, TimeProvider time, IClusterClient questions, (string Setting, string Value)[] given)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            given.Append(("Bus:Url", "amqp://broker.test/")).Select(entry => KeyValuePair.Create($"VoiceBus:{entry.Item1}", (string?)entry.Item2))).Build();
        var options = configuration.GetSection(VoiceBusOptions.Section).Get<VoiceBusOptions>()!;
        var (reader, file, settings) = (new DocumentReader(InitialDocument.From(options, BuiltInTypes.Catalog, configuration), BuiltInTypes.Catalog), new GatewayConfigurationFile(folder, time, Events), new StartupOverrides(configuration, BuiltInTypes.Catalog));
        (Id, State) = (id, new GatewayConfigurationSnapshot(LiveConfiguration.Start(reader, file, settings), new ConversationOptions()));
        var targets = new GatewayConfigurationApplier(
            this, [], new ServiceHealth([], new HealthOptions()), new HealthProber([], new HealthOptions(), time, NullEventSink.Instance), new TextPolicy(false));
        var keeper = new ConfigurationKeeper(State, file, targets, Events);
        keeper.Taken += () => Announcements++;
        Changes = new GatewayConfigurationStore(State, reader, settings, keeper, time, Events);
        Configuration = new NodeConfiguration(State, keeper);
        Follower = new ConfigurationFollower(Configuration, questions, State, Changes, keeper, NullEventSink.Instance, time);
        KeptAt = file.Path;
    }

    public string Id { get; }

    public bool IsUp { get; set; } = true;

    public RecordedEvents Events { get; } = new();

    public GatewayConfigurationSnapshot State { get; }

    public GatewayConfigurationStore Changes { get; }

    public NodeConfiguration Configuration { get; }

    public ConfigurationFollower Follower { get; }

    public string KeptAt { get; }

    /// <summary>How often this node had something new to tell.</summary>
    public int Announcements { get; private set; }

    /// <summary>How often queues were given bounds: once per service and document put into force.</summary>
    public int Applied { get; private set; }

    public string Prompt => State.Document.Turn.Prompt;

    /// <summary>What all nodes must have the same, as one text.</summary>
    public string Shared => GatewayConfigurationJson.ToNode(State.Kept.Document).ToJsonString();

    public NodeReport Report => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(new NodeReport(Id, "worker", [], [], false, 0, true, null!, null!) { Configuration = Configuration.Report() }, ClusterJson.Default.NodeReport),
        ClusterJson.Default.NodeReport)!;

    /// <summary>An operator's change.</summary>
    public Task<ChangeOutcome> PatchAsync(string patch, string? expected = null, string by = "10.0.0.1") => Changes.ChangeAsync(
        now => MergePatch.Apply(now, JsonNode.Parse(patch)), tag => expected is null || tag == expected, by, CancellationToken.None);

    public Task<ChangeOutcome> SayAsync(string prompt) => PatchAsync($$$"""{"turn":{"prompt":"{{{prompt}}}"}}""");

    public void Apply(ServiceType service, QueueOptions options) => Applied++;

    public int Clear(ServiceType service) => 0;
}
