using System.Text.Json;
using System.Threading.Channels;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// What this node tells others of its live configuration (which it is, never what is in it), what it hands to one that asks,
/// and what it hears of theirs. Thread-safe; never waits.
/// </summary>
internal sealed class NodeConfiguration(GatewayConfigurationSnapshot state, ConfigurationKeeper keeper)
{
    // Who has a newer one says so again every two seconds: the last that was heard is enough.
    private readonly Channel<ConfigurationOffer> _offers =
        Channel.CreateBounded<ConfigurationOffer>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>This node follows another document than before, or says why it does not. Handlers must not wait.</summary>
    public event Action? Changed
    {
        add => keeper.Taken += value;
        remove => keeper.Taken -= value;
    }

    /// <summary>Nodes that have newer documents.</summary>
    public ChannelReader<ConfigurationOffer> Offers => _offers.Reader;

    /// <summary>Which document this node has.</summary>
    public ConfigurationReport Report()
    {
        var stamp = state.Kept.Stamp;
        return new ConfigurationReport(stamp.Version, stamp.IsShared ? stamp.Id : null, state.Refusal?.Problem);
    }

    /// <summary>The document, for one other node.</summary>
    public ClusterResponse Answer()
    {
        var kept = state.Kept;
        return ClusterResponse.Of(NodeOutcome.Done) with
        {
            Configuration = new NodeDocument
            {
                Version = kept.Stamp.Version,
                Change = kept.ChangeId,
                By = kept.By,
                Document = JsonSerializer.SerializeToElement(kept.Document, GatewayConfigurationJson.Default.GatewayConfiguration),
            },
        };
    }

    /// <summary>Hears which document another node has.</summary>
    public void Hear(NodeReport report)
    {
        if (report.Configuration is not { } other)
            return;
        state.Hear(other.Version);
        var stamp = new ChangeStamp(other.Version, other.Change ?? "");
        if (stamp.IsShared && stamp.IsNewerThan(state.Kept.Stamp))
            _offers.Writer.TryWrite(new ConfigurationOffer(report.Id, stamp));
    }
}

/// <summary>A node that has a newer document.</summary>
/// <param name="Node">The node.</param>
/// <param name="Stamp">Which document.</param>
internal sealed record ConfigurationOffer(string Node, ChangeStamp Stamp);
