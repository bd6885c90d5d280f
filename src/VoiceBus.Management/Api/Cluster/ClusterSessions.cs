namespace VoiceBus.Management.Api.Cluster;

/// <summary>The sessions of all nodes: asks this one first, then the others that have devices. Thread-safe.</summary>
internal sealed class ClusterSessions(LocalNode self, ClusterMembership directory, LocalSessions local, IClusterClient questions)
{
    /// <summary>A page of all sessions, newest first, and the nodes that have devices; null when there is only this one.</summary>
    /// <param name="search">What ids, devices, users or clients must contain, whatever the case; empty for all.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Who asks leaves.</param>
    public async Task<SessionsDto> ListAsync(string search, int offset, int limit, CancellationToken cancellationToken)
    {
        // The page's sessions may all be on any one node.
        var question = new ClusterRequest { Sessions = new SessionsWanted(search, offset + limit) };
        var here = local.Answer(question, self.Line?.Node);
        var (sessions, total, unanswered) = (here.Sessions.ToList(), here.Total, new List<string>());
        await foreach (var answer in AskAsync(question, cancellationToken))
        {
            sessions.AddRange(answer.Sessions);
            total += answer.Total;
            if (answer is { Outcome: NodeOutcome.Unanswered, Node: { } missing })
                unanswered.Add(missing);
        }
        var newest = sessions.OrderByDescending(static session => session.CreatedAt).ThenBy(static session => session.Id, StringComparer.Ordinal);
        return new SessionsDto([.. newest.Skip(offset).Take(limit)], total) { Nodes = Nodes(), Unanswered = unanswered.Count == 0 ? null : unanswered };
    }

    /// <summary>Asks about, or tells something to, one session, wherever it is.</summary>
    public async Task<ClusterResponse> AskOneAsync(ClusterRequest question, CancellationToken cancellationToken)
    {
        var here = local.Answer(question, self.Line?.Node);
        if (here.Outcome != NodeOutcome.Unknown)
            return here;
        var outcome = NodeOutcome.Unknown;
        await foreach (var answer in AskAsync(question, cancellationToken))
        {
            if (answer.Outcome is not (NodeOutcome.Unknown or NodeOutcome.Unanswered))
                return answer;
            outcome = answer.Outcome;
        }
        return ClusterResponse.Of(outcome);
    }

    private IReadOnlyList<NodeSessionsDto>? Nodes() => directory.IsCluster
        ? [.. directory.Nodes.Where(static node => node.HasDevices).Select(static node => new NodeSessionsDto(node.Id, node.Role, node.Draining, node.Sessions))]
        : null;

    private IAsyncEnumerable<ClusterResponse> AskAsync(ClusterRequest question, CancellationToken cancellationToken) =>
        questions.AskAsync(question, directory.OthersWithDevices, cancellationToken);
}
