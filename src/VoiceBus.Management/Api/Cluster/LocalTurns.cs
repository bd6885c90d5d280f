using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>The turns of this process. Thread-safe; never waits.</summary>
internal sealed class LocalTurns(TurnTimelines timelines)
{
    /// <summary>The turns a query wants, newest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="node">This node, for the turns shown; null when there is no other.</param>
    public ClusterResponse List(TurnQuery query, string? node) => ClusterResponse.Of(NodeOutcome.Done) with
    {
        Turns = [.. timelines.Newest(query).Select(turn => TurnSummaryDto.From(turn) with { Node = node })],
    };

    /// <summary>One turn.</summary>
    /// <param name="id">Which.</param>
    /// <param name="node">This node, for the turn shown; null when there is no other.</param>
    public ClusterResponse Find(string id, string? node) => timelines.Find(id) is { } turn
        ? ClusterResponse.Of(NodeOutcome.Done) with { Turn = TurnDto.From(turn) with { Node = node } }
        : ClusterResponse.Of(NodeOutcome.Unknown);
}
