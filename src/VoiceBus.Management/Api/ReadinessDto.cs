using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>Body of GET /health/ready.</summary>
/// <param name="Status">ready or not_ready.</param>
/// <param name="Checks">The services a conversation cannot do without: asr, llm, tts; with several nodes the bus too.</param>
public sealed record ReadinessDto(string Status, IReadOnlyList<ReadinessCheckDto> Checks)
{
    private static readonly ServiceType[] _needed = [ServiceType.Asr, ServiceType.Llm, ServiceType.Tts];

    /// <summary>Of a process that is about to end.</summary>
    internal static ReadinessDto Draining => new("not_ready", [new ReadinessCheckDto("draining", false, "this process is about to end")]);

    /// <summary>The same of a process that has not rehearsed its first turn yet.</summary>
    internal ReadinessDto Rehearsing() =>
        new("not_ready", [.. Checks, new ReadinessCheckDto("rehearsal", false, "the first turn is being rehearsed")]);

    /// <summary>The same with what is not as it should be with the database. Conversations are held without it: the status stays.</summary>
    internal ReadinessDto WithDatabase(bool usable, string detail) =>
        new(Status, [.. Checks, new ReadinessCheckDto("database", usable, detail)]);

    internal bool IsReady => Status == "ready";

    internal static ReadinessDto From(HealthReport report, BusStatus bus)
    {
        // A gateway has no services of its own: it is ready when it can reach those that have.
        ReadinessCheckDto[] checks = report.Services.Count == 0 || bus.Problem is not null
            ? [new ReadinessCheckDto("bus", bus.Problem is null, bus.Problem)]
            : [.. _needed.Where(needed => report.Services.Any(service => service.Service == needed)).Select(service => Check(service, report))];
        return new ReadinessDto(Array.TrueForAll(checks, static check => check.Ready) ? "ready" : "not_ready", checks);
    }

    /// <summary>Of a node among others: whether they serve together what a conversation needs.</summary>
    internal static ReadinessDto From(IReadOnlyList<NodeReport> nodes)
    {
        var here = nodes[0];
        if (here.Draining)
            return Draining;
        List<ReadinessCheckDto> checks = [new("bus", here.Bus.Problem is null, here.Bus.Problem)];
        foreach (var needed in _needed.Select(Names.Of).Where(needed => here.HasDevices || here.Services.Contains(needed)))
        {
            var able = nodes.Count(node => !node.Draining && node.Usable.Contains(needed) && (here.HasDevices || node == here));
            checks.Add(new ReadinessCheckDto(needed, able > 0, able > 0 ? null : "no node that is ready serves it"));
        }
        return new ReadinessDto(checks.TrueForAll(static check => check.Ready) ? "ready" : "not_ready", checks);
    }

    private static ReadinessCheckDto Check(ServiceType service, HealthReport report)
    {
        var found = report.Services.FirstOrDefault(candidate => candidate.Service == service);
        return found is null
            ? new ReadinessCheckDto(Names.Of(service), false, "not served by this process")
            : new ReadinessCheckDto(Names.Of(service), found.IsUsable, found.Detail);
    }
}

/// <summary>Whether one service can be used.</summary>
/// <param name="Name">asr, llm or tts.</param>
/// <param name="Ready">Whether a provider has shown that it works.</param>
/// <param name="Detail">Why not, or what is not as it should be.</param>
public sealed record ReadinessCheckDto(string Name, bool Ready, string? Detail);

/// <summary>Body of GET /health/live.</summary>
/// <param name="Status">alive: the process answers; it says no more.</param>
public sealed record LivenessDto(string Status);
