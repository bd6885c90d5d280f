using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>The turns of this process. Thread-safe; never waits.</summary>
internal sealed class LocalTurns(TurnTimelines timelines)
{
    /// <summary>The turns a query wants, newest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="node">This node, for the turns shown; null when there is no other.</param>
    public NodeAnswer List(TurnQuery query, string? node) => NodeAnswer.Of(NodeOutcome.Done) with
    {
        Turns = [.. timelines.Newest(query).Select(turn => TurnSummaryDto.From(turn) with { Node = node })],
    };

    /// <summary>One turn.</summary>
    /// <param name="id">Which.</param>
    /// <param name="node">This node, for the turn shown; null when there is no other.</param>
    public NodeAnswer Find(string id, string? node) => timelines.Find(id) is { } turn
        ? NodeAnswer.Of(NodeOutcome.Done) with { Turn = TurnDto.From(turn) with { Node = node } }
        : NodeAnswer.Of(NodeOutcome.Unknown);
}
