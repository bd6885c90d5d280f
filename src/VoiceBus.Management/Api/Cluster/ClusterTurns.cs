using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>The turns of all nodes: asks this one first, then the others that have devices. Thread-safe.</summary>
internal sealed class ClusterTurns(LocalNode self, ClusterMembership directory, LocalTurns local, IClusterClient questions)
{
    /// <summary>The turns a query wants, newest first, and who did not say theirs in time.</summary>
    public async Task<TurnsDto> ListAsync(TurnQuery query, CancellationToken cancellationToken)
    {
        var turns = local.List(query, self.Line?.Node).Turns!.ToList();
        // A session has its turns on one node.
        if (query.SessionId is not null && turns.Count > 0)
            return new TurnsDto(turns);
        var unanswered = new List<string>();
        await foreach (var answer in AskAsync(new ClusterRequest { Turns = query }, cancellationToken))
            if (answer is { Outcome: NodeOutcome.Unanswered, Node: { } missing })
                unanswered.Add(missing);
            else
                turns.AddRange(answer.Turns ?? []);
        return new TurnsDto([.. turns.OrderByDescending(static turn => turn.StartedAt).Take(query.Limit)])
        {
            Unanswered = unanswered.Count == 0 ? null : unanswered,
        };
    }

    /// <summary>One turn, wherever it is.</summary>
    public async Task<ClusterResponse> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = local.Find(id, self.Line?.Node);
        if (found.Turn is not null)
            return found;
        await foreach (var answer in AskAsync(new ClusterRequest { TurnId = id }, cancellationToken))
        {
            if (answer.Turn is not null)
                return answer;
            found = answer;
        }
        return found;
    }

    private IAsyncEnumerable<ClusterResponse> AskAsync(ClusterRequest question, CancellationToken cancellationToken) =>
        questions.AskAsync(question, directory.OthersWithDevices, cancellationToken);
}
