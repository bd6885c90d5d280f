using System.Collections.Concurrent;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Sessions;

/// <summary>
/// Owns the sessions of this process: opens, finds, replaces and closes them. Thread-safe. Sessions have no timer of their
/// own: <see cref="Sweep"/> is called for all of them by one.
/// </summary>
public sealed class SessionManager(TimeProvider time, IEventSink events)
{
    private readonly ConcurrentDictionary<string, Session> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Session> _byDevice = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _draining;

    /// <summary>A session whose device is to be told something within this is not idle: a device that has hung up cannot ring.</summary>
    public static readonly TimeSpan KeptForDue = TimeSpan.FromHours(24);

    /// <summary>The sessions open now, in no order.</summary>
    public IReadOnlyCollection<Session> Sessions => [.. _byId.Values];

    /// <summary>Whether this process is about to end: devices should go elsewhere.</summary>
    public bool IsDraining => _draining;

    /// <summary>How many sessions are open.</summary>
    public int Count => _byId.Count;

    /// <summary>
    /// Opens a session. An older session of the same device is told to close: a rebooted device leaves a half-open socket
    /// behind (protocol.md 1.2).
    /// </summary>
    /// <param name="deviceId">The device; null or empty gives the session an identity of its own.</param>
    /// <param name="wantedId">A session id the client asks for, or null; ignored when another session has it.</param>
    /// <param name="userId">The person the device belongs to, or null.</param>
    public Session Open(string? deviceId, string? wantedId = null, string? userId = null)
    {
        var now = time.GetUtcNow();
        var isAnonymous = string.IsNullOrWhiteSpace(deviceId);
        var device = isAnonymous ? Guid.CreateVersion7(now).ToString() : deviceId!;
        while (true)
        {
            var id = string.IsNullOrWhiteSpace(wantedId) || _byId.ContainsKey(wantedId) ? Guid.CreateVersion7(now).ToString() : wantedId;
            var session = new Session(id, device, userId, now, time.GetTimestamp(), isAnonymous);
            if (!_byId.TryAdd(id, session))
                continue;
            Replace(device, session);
            events.Emit(new SessionOpened(session.Id, session.DeviceId));
            return session;
        }
    }

    /// <summary>Finds a session by its id.</summary>
    public Session? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Finds the newest session of a device.</summary>
    public Session? FindByDevice(string deviceId) => _byDevice.GetValueOrDefault(deviceId);

    /// <summary>Forgets a session; once is enough, more does no harm.</summary>
    public void Close(Session session, string reason)
    {
        if (!_byId.TryRemove(KeyValuePair.Create(session.Id, session)))
            return;
        _byDevice.TryRemove(KeyValuePair.Create(session.DeviceId, session));
        session.Status = SessionStatus.Closed;
        events.Emit(new SessionClosed(session.Id, session.DeviceId, reason, time.GetUtcNow() - session.CreatedAt));
    }

    /// <summary>Tells every session to close that has shown no activity for the given time and has nothing due soon.</summary>
    /// <returns>How many were told.</returns>
    public int Sweep(TimeSpan idleTimeout)
    {
        var told = 0;
        foreach (var (_, session) in _byId)
        {
            if (session.Status is SessionStatus.Thinking or SessionStatus.Speaking || (session.DueAt is { } due && due - time.GetUtcNow() <= KeptForDue))
                continue;
            if (time.GetElapsedTime(session.LastActivity) >= idleTimeout && session.Inbox is { } inbox)
                told += inbox.Post(new SessionCommand.Close("idle")) ? 1 : 0;
        }

        return told;
    }

    /// <summary>From now on <see cref="IsDraining"/>.</summary>
    public void Drain() => _draining = true;

    private void Replace(string device, Session session)
    {
        Session? older = null;
        _byDevice.AddOrUpdate(device, session, (_, seen) =>
        {
            older = seen;
            return session;
        });
        older?.Inbox?.Post(new SessionCommand.Close("replaced by a newer connection of the same device"));
    }
}
