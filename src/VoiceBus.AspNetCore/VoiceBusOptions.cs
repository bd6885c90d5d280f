using VoiceBus.Core.Bus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Access;
using VoiceBus.Gateway.Limits;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;
using VoiceBus.Gateway.Vision;

namespace VoiceBus.AspNetCore;

/// <summary>
/// The whole configuration, read once at start from the section <c>VoiceBus</c> (appsettings.json, command line) and from
/// the environment variables of <see cref="VoiceBusEnvironment"/>.
/// </summary>
public sealed record VoiceBusOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "VoiceBus";

    /// <summary>What this process does: all (default), gateway or worker.</summary>
    public NodeRole Role { get; init; }

    /// <summary>The services a worker offers, separated by commas; null for all: asr, llm, tts, mcp.</summary>
    public string? Services { get; init; }

    /// <summary>How calls travel.</summary>
    public BusOptions Bus { get; init; } = new();

    /// <summary>Folder of what survives a restart: the live configuration, the database and the admin token; null is <c>data</c>.</summary>
    public string? Data { get; init; }

    /// <summary>Token that opens all routes; null makes one where one is needed.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Token that opens the routes that only show; null makes one where one is needed.</summary>
    public string? ReadToken { get; init; }

    /// <summary>By which names this server may be asked, and which other sites' pages may act as devices.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Speech recognition.</summary>
    public ServiceProviderOptions Asr { get; init; } = new();

    /// <summary>Language model.</summary>
    public ServiceProviderOptions Llm { get; init; } = new();

    /// <summary>Speech synthesis.</summary>
    public ServiceProviderOptions Tts { get; init; } = new();

    /// <summary>How conversations run.</summary>
    public ConversationOptions Conversation { get; init; } = new();

    /// <summary>What one sender may do.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>What the transport allows.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>What is remembered of devices.</summary>
    public MemoryOptions Memory { get; init; } = new();

    /// <summary>What boards are told at boot.</summary>
    public ProvisioningOptions Provisioning { get; init; } = new();

    /// <summary>What tools there are and who may use them.</summary>
    public ToolOptions Tools { get; init; } = new();

    /// <summary>How pictures are explained.</summary>
    public VisionOptions Vision { get; init; } = new();

    /// <summary>When a service counts as slow or faulty.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>Whether the first turn is rehearsed at start, so that no device waits for what is loaded and compiled but once.</summary>
    public bool Rehearse { get; init; } = true;

    /// <summary>Whether user text may appear in the log.</summary>
    public bool LogText { get; init; }

    /// <summary>Whether anything that reaches the server may act as a device: no token is asked for and no activation.</summary>
    public bool IsOpenToAnyDevice => string.IsNullOrEmpty(Transport.DeviceToken) && !Provisioning.Activation.Enabled;
}

/// <summary>What tools there are and who may use them.</summary>
public sealed record ToolOptions
{
    /// <summary>Names of the tools models may use, <c>*</c> for any run of characters; empty allows all.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];
}
