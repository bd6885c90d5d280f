using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Hosting;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// Keeps this node's live configuration the newest there is: asks who has a newer document for it and changes to it, through
/// the same checks as an operator's change. What fails is tried again when that node is next heard of.
/// </summary>
internal sealed class ConfigurationFollower(
    NodeConfiguration configuration, IClusterClient questions, GatewayConfigurationSnapshot state, GatewayConfigurationStore changes, ConfigurationKeeper keeper,
    IEventSink events, TimeProvider time)
    : GuardedBackgroundService("configuration follower", events, time)
{
    /// <summary>Follows one node.</summary>
    internal async Task FollowAsync(ConfigurationOffer offer, CancellationToken cancellationToken)
    {
        if (!offer.Stamp.IsNewerThan(state.Kept.Stamp) || (state.Refusal is { IsFinal: true } refusal && refusal.Stamp == offer.Stamp))
            return;
        await foreach (var answer in questions.AskAsync(new ClusterRequest { ConfigurationOf = offer.Node }, [offer.Node], cancellationToken))
            if (answer.Configuration is { } document)
                await TakeAsync(document, offer.Node, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (var offer in configuration.Offers.ReadAllAsync(stoppingToken))
            await FollowAsync(offer, stoppingToken);
    }

    private async Task TakeAsync(NodeDocument told, string node, CancellationToken cancellationToken)
    {
        var stamp = new ChangeStamp(told.Version, told.Change);
        try
        {
            await changes.FollowAsync(stamp, JsonObject.Create(told.Document), told.By, node, cancellationToken);
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            keeper.Refuse(stamp, node, "it is not a document", isFinal: true);
        }
        catch (Exception unkept) when (unkept is IOException or UnauthorizedAccessException)
        {
            keeper.Refuse(stamp, node, $"it cannot be kept here: {unkept.Message}", isFinal: false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            keeper.Refuse(stamp, node, "another change takes too long here", isFinal: false);
        }
    }
}
