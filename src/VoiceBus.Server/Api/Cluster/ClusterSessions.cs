using System.Text.Json;

namespace VoiceBus.Server.Api.Cluster;

/// <summary>The sessions of all nodes: asks this one first, then the others that have devices. Thread-safe.</summary>
internal sealed class ClusterSessions(NodeSelf self, NodeDirectory directory, LocalSessions local, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

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

    /// <summary>The answers of the other nodes that have devices; the last one is Unanswered when one did not answer in time.</summary>
    private async IAsyncEnumerable<NodeAnswer> AskAsync(
        NodeQuestion question, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var missing = directory.Nodes.Skip(1).Count(static node => node.HasDevices);
        if (self.Line is not { } line || missing == 0)
            yield break;
        using var deadline = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await using var answers = line.AskAsync(JsonSerializer.SerializeToUtf8Bytes(question, ClusterJson.Default.NodeQuestion), either.Token)
            .GetAsyncEnumerator(either.Token);
        while (missing > 0 && await MoveNextAsync(answers, deadline.Token))
        {
            missing--;
            if (JsonSerializer.Deserialize(answers.Current, ClusterJson.Default.NodeAnswer) is { } answer)
                yield return answer;
        }
        if (missing > 0)
            yield return NodeAnswer.Of(NodeOutcome.Unanswered);
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<byte[]> answers, CancellationToken deadline)
    {
        try
        {
            return await answers.MoveNextAsync();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return false;
        }
    }
}
