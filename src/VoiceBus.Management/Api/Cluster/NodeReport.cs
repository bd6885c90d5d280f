namespace VoiceBus.Management.Api.Cluster;

/// <summary>What a node tells the others about itself, and what every node knows of all.</summary>
/// <param name="Id">Unique over all nodes and starts.</param>
/// <param name="Role">all, gateway or worker.</param>
/// <param name="Services">What it serves: asr, llm, tts, mcp.</param>
/// <param name="Usable">Those of them that have a provider which has shown that it works.</param>
/// <param name="Draining">Whether it is about to end and takes nothing new.</param>
/// <param name="Sessions">Sessions open on it.</param>
/// <param name="Serving">Whether its bus statistics are of calls served for gateways, which count them too.</param>
/// <param name="Bus">Its bus.</param>
/// <param name="Health">Its services.</param>
public sealed record NodeReport(
    string Id,
    string Role,
    IReadOnlyList<string> Services,
    IReadOnlyList<string> Usable,
    bool Draining,
    int Sessions,
    bool Serving,
    BusStatusDto Bus,
    HealthDto Health)
{
    /// <summary>Which live configuration it follows; null from an older node.</summary>
    public ConfigurationReport? Configuration { get; init; }

    /// <summary>Whether this is its good-bye.</summary>
    public bool Gone { get; init; }

    /// <summary>Whether devices connect to it.</summary>
    internal bool HasDevices => Role != LocalNode.Worker;
}
