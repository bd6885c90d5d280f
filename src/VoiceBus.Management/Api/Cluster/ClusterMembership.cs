using System.Collections.Concurrent;
using System.Text.Json;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>
/// Who is there: tells the others of this node again and again, and forgets who has not been heard of for three times as
/// long. Without other nodes it knows only this one. Thread-safe.
/// </summary>
internal sealed class ClusterMembership(LocalNode self, LocalAnswers answers, NodeConfiguration configuration, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("node directory", events, time), INodeListener
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (NodeReport Report, long At)> _others = new(StringComparer.Ordinal);

    /// <summary>Whether there may be other nodes.</summary>
    public bool IsCluster => self.Line is not null;

    /// <summary>All nodes, this one first, of now; the others as they last told.</summary>
    public IReadOnlyList<NodeReport> Nodes
    {
        get
        {
            foreach (var (id, (_, at)) in _others)
                if (Time.GetElapsedTime(at) > _interval * 3)
                    _others.TryRemove(id, out _);
            return [Report(), .. _others.Values.Select(static other => other.Report).OrderBy(static report => report.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>The other nodes that devices connect to.</summary>
    public IReadOnlyCollection<string> OthersWithDevices => [.. Nodes.Skip(1).Where(static node => node.HasDevices).Select(static node => node.Id)];

    /// <inheritdoc/>
    public void Told(ReadOnlySpan<byte> body)
    {
        if (JsonSerializer.Deserialize(body, ClusterJson.Default.NodeReport) is not { } report)
            return;
        if (report.Gone)
        {
            _others.TryRemove(report.Id, out _);
            return;
        }
        var isNew = !_others.ContainsKey(report.Id);
        _others[report.Id] = (report, Time.GetTimestamp());
        configuration.Hear(report);
        if (isNew)
            Tell(gone: false); // It shall not have to wait to know of us.
    }

    /// <inheritdoc/>
    public byte[]? Answer(ReadOnlySpan<byte> question) =>
        JsonSerializer.Deserialize(question, ClusterJson.Default.ClusterRequest) is { } asked && answers.Answer(asked) is { } answer
            ? JsonSerializer.SerializeToUtf8Bytes(answer, ClusterJson.Default.ClusterResponse)
            : null;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Tell(gone: true);
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (self.Line is not { } line)
            return;
        line.Listen(this);
        using var timer = new PeriodicTimer(_interval, Time);
        configuration.Changed += Announce;
        try
        {
            do
                Tell(gone: false);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        finally
        {
            configuration.Changed -= Announce;
        }
    }

    // Called by whoever changes the configuration: what goes wrong with the telling is not theirs.
    private void Announce() => Guard.Run(() => Tell(gone: false));

    private NodeReport Report() => self.Report() with { Configuration = configuration.Report() };

    private void Tell(bool gone) =>
        self.Line?.Tell(JsonSerializer.SerializeToUtf8Bytes(Report() with { Gone = gone }, ClusterJson.Default.NodeReport));
}
