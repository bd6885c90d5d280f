using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Server.Api;

/// <summary>Body of GET /health/ready.</summary>
/// <param name="Status">ready or not_ready.</param>
/// <param name="Checks">The services a conversation cannot do without: asr, llm, tts.</param>
public sealed record ReadinessDto(string Status, IReadOnlyList<ReadinessCheckDto> Checks)
{
    private static readonly ServiceType[] _needed = [ServiceType.Asr, ServiceType.Llm, ServiceType.Tts];

    internal bool IsReady => Status == "ready";

    internal static ReadinessDto From(HealthReport report, BusStatus bus)
    {
        // A gateway has no services of its own: it is ready when it can reach those that have.
        ReadinessCheckDto[] checks = report.Services.Count == 0 || bus.Problem is not null
            ? [new ReadinessCheckDto("bus", bus.Problem is null, bus.Problem)]
            : [.. _needed.Where(needed => report.Services.Any(service => service.Service == needed)).Select(service => Check(service, report))];
        return new ReadinessDto(Array.TrueForAll(checks, static check => check.Ready) ? "ready" : "not_ready", checks);
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
