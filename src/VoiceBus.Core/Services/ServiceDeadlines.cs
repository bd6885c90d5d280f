using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Services;

/// <summary>How long a service may take, stage by stage. Immutable; replaced whole when the configuration changes.</summary>
public sealed record ServiceDeadlines
{
    /// <summary>From asking a provider to its first useful reply; for asr from the end of the audio to the final transcript.</summary>
    public TimeSpan FirstReply { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From one piece of a reply that has begun to the next (llm, tts; time in which the caller exerts back-pressure does not count), or
    /// from one piece of the audio to asking for the next (asr).
    /// </summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The whole call, all providers together, less the time in which the caller exerts back-pressure.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait for an instance of a provider's pool before the next provider is asked.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a provider that was told to stop may take before it is left to itself.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The defaults of a service (design, a turn: asr 10 s, llm 15 s and 60 s whole, tts 10 s, mcp 30 s).</summary>
    public static ServiceDeadlines For(ServiceType service) => service switch
    {
        // The whole of an asr call includes the time somebody speaks; a recogniser's first lease loads its model.
        ServiceType.Asr => new() { Whole = TimeSpan.FromSeconds(120), Lease = TimeSpan.FromSeconds(15) },
        ServiceType.Llm => new() { FirstReply = TimeSpan.FromSeconds(15) },
        ServiceType.Mcp => new() { FirstReply = TimeSpan.FromSeconds(30) },
        _ => new(),
    };
}
