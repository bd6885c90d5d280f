using VoiceBus.Core.Conversations;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Server.Transport;

/// <summary>What all connections of a process share. Everything here is thread-safe.</summary>
internal sealed record TransportServices(
    SessionManager Sessions,
    ConversationServices Conversations,
    PlaybackClock Clock,
    TransportOptions Options,
    TimeProvider Time,
    IDeviceGate? Gate = null,
    IServerAddress? Address = null);
