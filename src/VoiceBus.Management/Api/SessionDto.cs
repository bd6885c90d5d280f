using System.Globalization;
using System.Text.Json.Serialization;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Transport;
using VoiceBus.Management.Api.Cluster;

namespace VoiceBus.Management.Api;

/// <summary>Body of GET /api/sessions.</summary>
/// <param name="Sessions">Newest first.</param>
/// <param name="Total">How many were found, those of other pages included.</param>
public sealed record SessionsDto(IReadOnlyList<SessionDto> Sessions, int Total)
{
    /// <summary>The nodes devices connect to, this one first; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NodeSessionsDto>? Nodes { get; init; }

    /// <summary>The nodes that did not say theirs in time; left out when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unanswered { get; init; }
}

/// <summary>A session. What its device has not told yet is null.</summary>
/// <param name="Id">The session.</param>
/// <param name="DeviceId">Its device.</param>
/// <param name="UserId">The person the device belongs to, or null.</param>
/// <param name="CreatedAt">When the device connected, UTC.</param>
/// <param name="Status">connecting, idle, listening, thinking or speaking.</param>
/// <param name="Mode">auto, manual or realtime.</param>
/// <param name="Codec">opus or pcm.</param>
/// <param name="ProtocolVersion">Framing of binary messages: 1, 2 or 3.</param>
/// <param name="ClientId">The beginning of what the client calls itself: all of it is as good as a key.</param>
/// <param name="DroppedAudio">Audio packets of this session dropped because a buffer was full.</param>
/// <param name="Turns">Turns begun, announcements included.</param>
/// <param name="LastTurnId">The newest turn.</param>
/// <param name="Context">All that is known about the connection; null in the list.</param>
public sealed record SessionDto(
    string Id,
    string DeviceId,
    string? UserId,
    DateTimeOffset CreatedAt,
    string Status,
    string? Mode,
    string? Codec,
    int? ProtocolVersion,
    string? ClientId,
    long DroppedAudio,
    int Turns,
    string? LastTurnId,
    IReadOnlyDictionary<string, string>? Context)
{
    /// <summary>Audio packets of this session that could not be understood.</summary>
    public long MalformedAudio { get; init; }

    /// <summary>The node it is on; left out when the bus is in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    internal static SessionDto From(Session session, bool detailed) => new(
        session.Id,
        session.DeviceId,
        session.UserId,
        session.CreatedAt,
        Names.Of(session.Status),
        session.Connection.ListeningMode,
        session.Connection.Codec,
        session.Connection.ProtocolVersion,
        ClientOf(session),
        session.DroppedAudio,
        session.Turns,
        session.LastTurnId,
        detailed ? Shown(session) : null)
    {
        MalformedAudio = session.MalformedAudio,
    };

    /// <summary>A session's client id as it is shown and searched.</summary>
    internal static string? ClientOf(Session session) => DeviceIds.Shown(session.Connection.ClientId);

    private static Dictionary<string, string> Shown(Session session)
    {
        var known = session.Connection;
        (string Name, string? Value)[] all =
        [
            ("client_id", ClientOf(session)), ("address", known.Address), ("server_url", known.ServerUrl),
            ("protocol_version", known.ProtocolVersion?.ToString(CultureInfo.InvariantCulture)), ("codec", known.Codec),
            ("mode", known.ListeningMode), ("closed", known.CloseReason),
        ];
        return all.Where(static one => one.Value is not null).ToDictionary(static one => one.Name, static one => one.Value!);
    }
}

/// <summary>Body of POST /api/sessions/{id}/close; may be left out.</summary>
/// <param name="Reason">Told to the device, up to 120 characters.</param>
public sealed record CloseDto(string? Reason);
