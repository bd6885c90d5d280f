using VoiceBus.RabbitMq.Connection;

namespace VoiceBus.RabbitMq.Gateway;

/// <summary>A session with the broker as the gateway uses it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Inbox">The gateway's private queue in it.</param>
internal sealed record BrokerLink(BrokerSession Session, string Inbox);
