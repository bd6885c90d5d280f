using VoiceBus.Core.Sessions;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>The sessions of this process. Thread-safe; never waits.</summary>
internal sealed class LocalSessions(SessionManager sessions)
{
    private static readonly SessionsWanted _all = new("", int.MaxValue);

    /// <summary>How many are open.</summary>
    public int Count => sessions.Count;

    /// <summary>Whether this process is about to end.</summary>
    public bool IsDraining => sessions.IsDraining;

    /// <summary>Answers a question as far as this process can.</summary>
    /// <param name="question">The question.</param>
    /// <param name="node">This node, for the sessions shown; null when there is no other.</param>
    public ClusterResponse Answer(ClusterRequest question, string? node)
    {
        if (question.Id is not { } id)
            return List(question.Sessions ?? _all, node);
        if ((question.ByDevice ? sessions.FindByDevice(id) : sessions.Find(id)) is not { } session)
            return ClusterResponse.Of(NodeOutcome.Unknown);
        if (question.Command is not { } command)
            return new ClusterResponse(NodeOutcome.Done, [SessionDto.From(session, detailed: true) with { Node = node }]);
        return ClusterResponse.Of(session.Inbox?.Post(command.ToCommand()) == true ? NodeOutcome.Done : NodeOutcome.Refused);
    }

    private ClusterResponse List(SessionsWanted wanted, string? node)
    {
        Session[] found = [.. sessions.Sessions.Where(session => IsLike(session, wanted.Search))];
        var newest = found.OrderByDescending(static session => session.CreatedAt).ThenBy(static session => session.Id, StringComparer.Ordinal).Take(wanted.Newest);
        return new ClusterResponse(NodeOutcome.Done, [.. newest.Select(session => SessionDto.From(session, detailed: false) with { Node = node })])
        {
            Total = found.Length,
        };
    }

    private static bool IsLike(Session session, string search)
    {
        return search.Length == 0 || Has(session.Id) || Has(session.DeviceId) || Has(session.UserId) || Has(SessionDto.ClientOf(session));

        bool Has(string? text) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;
    }
}
