namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// The bus of all nodes as one: counts are added, ages and latencies are the worst node's. Nodes that only serve calls are
/// shown but not added: the gateways that opened the calls count them.
/// </summary>
internal static class ClusterBus
{
    private const int MostFailures = 50;

    /// <summary>Adds the nodes up.</summary>
    /// <param name="nodes">All nodes, this one first.</param>
    public static BusStatusDto Of(IReadOnlyList<NodeReport> nodes)
    {
        var here = nodes[0].Bus;
        BusStatusDto[] opening = [.. nodes.Where(static node => !node.Serving).Select(static node => node.Bus)];
        return here with
        {
            QueueLength = opening.Sum(static bus => bus.QueueLength),
            ProcessingRate = Math.Round(opening.Sum(static bus => bus.ProcessingRate), 3),
            ErrorCount = opening.Sum(static bus => bus.ErrorCount),
            TotalProcessed = opening.Sum(static bus => bus.TotalProcessed),
            DroppedAudioFrames = nodes.Sum(static node => node.Bus.DroppedAudioFrames),
            MalformedAudioFrames = nodes.Sum(static node => node.Bus.MalformedAudioFrames),
            Queues = [.. here.Queues.Select(queue => Sum(queue, [.. opening.SelectMany(static bus => bus.Queues).Where(other => other.Type == queue.Type)]))],
            RecentFailures = [.. opening.SelectMany(static bus => bus.RecentFailures).OrderByDescending(static failure => failure.CreatedAt).Take(MostFailures)],
            Nodes = [.. nodes.Select(NodeBusDto.From)],
        };
    }

    private static QueueDto Sum(QueueDto named, QueueDto[] queues) => new(
        named.Type,
        queues.Sum(static queue => queue.Length),
        queues.Sum(static queue => queue.Capacity),
        queues.Sum(static queue => queue.InFlight),
        Math.Round(queues.Sum(static queue => queue.ProcessingRate), 3),
        queues.Sum(static queue => queue.ErrorCount),
        queues.Length == 0 ? 0 : queues.Max(static queue => queue.OldestAgeMs),
        new PercentilesDto(
            queues.Max(static queue => queue.LatencyMs.P50), queues.Max(static queue => queue.LatencyMs.P95), queues.Max(static queue => queue.LatencyMs.P99)));
}
