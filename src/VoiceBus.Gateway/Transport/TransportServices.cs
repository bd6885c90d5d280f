using VoiceBus.Core.Conversations;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Gateway.Transport;

/// <summary>What all connections of a process share. Everything here is thread-safe.</summary>
public sealed record TransportServices(
    SessionManager Sessions,
    ConversationServices Conversations,
    PlaybackClock Clock,
    TransportOptions Options,
    TimeProvider Time,
    IDeviceGate? Gate = null,
    IServerAddress? Address = null,
    Func<LimitSettings>? Limits = null)
{
    private static readonly LimitSettings _usualLimits = new();

    /// <summary>The limits in force now.</summary>
    public LimitSettings LimitsNow => Limits?.Invoke() ?? _usualLimits;

    /// <summary>What messages take that are not whole yet.</summary>
    public UnfinishedMessages Unfinished { get; } = new(() => (Limits?.Invoke() ?? _usualLimits).UnfinishedBytes);
}
