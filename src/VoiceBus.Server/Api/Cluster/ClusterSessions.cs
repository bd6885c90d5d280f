namespace VoiceBus.Server.Api.Cluster;

/// <summary>The sessions of all nodes: asks this one first, then the others that have devices. Thread-safe.</summary>
internal sealed class ClusterSessions(NodeSelf self, NodeDirectory directory, LocalSessions local, INodeQuestions questions)
{
    /// <summary>All sessions, newest first, and the nodes that have devices; null when there is only this one.</summary>
    public async Task<SessionsDto> ListAsync(CancellationToken cancellationToken)
    {
        var question = new NodeQuestion();
        var sessions = local.Answer(question, self.Line?.Node).Sessions.ToList();
        await foreach (var answer in AskAsync(question, cancellationToken))
            sessions.AddRange(answer.Sessions);
        return new SessionsDto([.. sessions.OrderByDescending(static session => session.CreatedAt)])
        {
            Nodes = directory.IsCluster
                ? [.. directory.Nodes.Where(static node => node.HasDevices).Select(static node => new NodeSessionsDto(node.Id, node.Role, node.Draining, node.Sessions))]
                : null,
        };
    }

    /// <summary>Asks about, or tells something to, one session, wherever it is.</summary>
    public async Task<NodeAnswer> AskOneAsync(NodeQuestion question, CancellationToken cancellationToken)
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
        return NodeAnswer.Of(outcome);
    }

    private IAsyncEnumerable<NodeAnswer> AskAsync(NodeQuestion question, CancellationToken cancellationToken) =>
        questions.AskAsync(question, directory.OthersWithDevices, cancellationToken);
}
