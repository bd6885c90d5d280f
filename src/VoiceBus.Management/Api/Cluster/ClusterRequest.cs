using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>What nodes ask each other: about sessions, unless another member says otherwise.</summary>
/// <param name="Id">Which session, or which device's; null for a list of all.</param>
/// <param name="ByDevice">Whether the id is a device's.</param>
/// <param name="Command">What the session is told; null to have it shown.</param>
internal sealed record ClusterRequest(string? Id = null, bool ByDevice = false, NodeCommand? Command = null)
{
    /// <summary>The node whose live configuration is wanted; null when something else is.</summary>
    public string? ConfigurationOf { get; init; }

    /// <summary>Which sessions of the list are wanted; null for all of it.</summary>
    public SessionsWanted? Sessions { get; init; }

    /// <summary>The turns that are wanted; null when something else is.</summary>
    public TurnQuery? Turns { get; init; }

    /// <summary>The turn that is wanted; null when something else is.</summary>
    public string? TurnId { get; init; }

    /// <summary>The device that is to be forgotten; null when something is wanted.</summary>
    public string? Forget { get; init; }

    /// <summary>Tells a session something.</summary>
    public static ClusterRequest Tell(string id, bool byDevice, SessionCommand command) => new(id, byDevice, NodeCommand.From(command));
}

/// <summary>A part of the list of sessions.</summary>
/// <param name="Search">What their ids, devices, users or clients must contain, whatever the case; empty for all.</param>
/// <param name="Newest">How many at most, newest first.</param>
internal sealed record SessionsWanted(string Search, int Newest);

/// <summary>A node's answer.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Sessions">The sessions asked for.</param>
internal sealed record ClusterResponse(NodeOutcome Outcome, IReadOnlyList<SessionDto> Sessions)
{
    /// <summary>Who answers.</summary>
    public string? Node { get; init; }

    /// <summary>The live configuration asked for.</summary>
    public NodeDocument? Configuration { get; init; }

    /// <summary>How many sessions were found, those not shown included.</summary>
    public int Total { get; init; }

    /// <summary>The turns asked for, newest first.</summary>
    public IReadOnlyList<TurnSummaryDto>? Turns { get; init; }

    /// <summary>The turn asked for.</summary>
    public TurnDto? Turn { get; init; }

    /// <summary>An answer without sessions.</summary>
    public static ClusterResponse Of(NodeOutcome outcome) => new(outcome, []);
}

/// <summary>What became of a question.</summary>
internal enum NodeOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>There is no such session here.</summary>
    Unknown,

    /// <summary>The session takes no commands now.</summary>
    Refused,

    /// <summary>A node that may have it did not answer.</summary>
    Unanswered,
}
