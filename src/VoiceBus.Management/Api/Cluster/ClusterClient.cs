using System.Runtime.CompilerServices;
using System.Text.Json;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>Asks other nodes.</summary>
internal interface IClusterClient
{
    /// <summary>Asks nodes something, for two seconds at most.</summary>
    /// <param name="question">The question.</param>
    /// <param name="nodes">Who must answer; there is no waiting for others.</param>
    /// <param name="cancellationToken">Who asks leaves.</param>
    /// <returns>The answers as they come; then, for each node that owes one, an answer <see cref="NodeOutcome.Unanswered"/>.</returns>
    IAsyncEnumerable<ClusterResponse> AskAsync(ClusterRequest question, IReadOnlyCollection<string> nodes, CancellationToken cancellationToken);
}

/// <summary>Asks over the broker. Thread-safe.</summary>
internal sealed class ClusterClient(LocalNode self, TimeProvider time, IEventSink events) : IClusterClient
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ClusterResponse> AskAsync(
        ClusterRequest question, IReadOnlyCollection<string> nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (self.Line is not { } line || nodes.Count == 0)
            yield break;
        var missing = nodes.ToHashSet(StringComparer.Ordinal);
        using var deadline = new DeadlineSource(_timeout, time, new ExceptionGuard(events, "questions to nodes"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await using var answers = line.AskAsync(JsonSerializer.SerializeToUtf8Bytes(question, ClusterJson.Default.ClusterRequest), either.Token)
            .GetAsyncEnumerator(either.Token);
        while (missing.Count > 0 && await MoveNextAsync(answers, deadline.Token))
            if (JsonSerializer.Deserialize(answers.Current, ClusterJson.Default.ClusterResponse) is { } answer)
            {
                missing.Remove(answer.Node ?? "");
                yield return answer;
            }
        foreach (var node in missing)
            yield return ClusterResponse.Of(NodeOutcome.Unanswered) with { Node = node };
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
