using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Facts;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>Asks other nodes.</summary>
internal interface INodeQuestions
{
    /// <summary>Asks nodes something, for two seconds at most.</summary>
    /// <param name="question">The question.</param>
    /// <param name="nodes">Who must answer; there is no waiting for others.</param>
    /// <param name="cancellationToken">Who asks leaves.</param>
    /// <returns>The answers as they come; then, for each node that owes one, an answer <see cref="NodeOutcome.Unanswered"/>.</returns>
    IAsyncEnumerable<NodeAnswer> AskAsync(NodeQuestion question, IReadOnlyCollection<string> nodes, CancellationToken cancellationToken);
}

/// <summary>Asks over the broker. Thread-safe.</summary>
internal sealed class NodeQuestions(NodeSelf self, TimeProvider time, IFactTeller facts) : INodeQuestions
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async IAsyncEnumerable<NodeAnswer> AskAsync(
        NodeQuestion question, IReadOnlyCollection<string> nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (self.Line is not { } line || nodes.Count == 0)
            yield break;
        var missing = nodes.ToHashSet(StringComparer.Ordinal);
        using var deadline = new DeadlineSource(_patience, time, new ExceptionGuard(facts, "questions to nodes"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await using var answers = line.AskAsync(JsonSerializer.SerializeToUtf8Bytes(question, ClusterJson.Default.NodeQuestion), either.Token)
            .GetAsyncEnumerator(either.Token);
        while (missing.Count > 0 && await MoveNextAsync(answers, deadline.Token))
            if (JsonSerializer.Deserialize(answers.Current, ClusterJson.Default.NodeAnswer) is { } answer)
            {
                missing.Remove(answer.Node ?? "");
                yield return answer;
            }
        foreach (var node in missing)
            yield return NodeAnswer.Of(NodeOutcome.Unanswered) with { Node = node };
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
