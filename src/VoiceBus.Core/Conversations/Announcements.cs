using System.Diagnostics.CodeAnalysis;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Sessions;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// What waits to be said to a session without being asked, bounded: the oldest makes room. Owned by the session's loop; not
/// thread-safe. Holds a timer only while something waits for a quiet moment.
/// </summary>
internal sealed class Announcements(TimeProvider time, Func<ConversationOptions> options, ExceptionGuard guard, Action wake) : IDisposable
{
    private readonly Queue<Announcement> _next = new();
    private readonly Queue<Announcement> _idle = new();
    private ITimer? _quiet;

    /// <summary>Lets an announcement wait.</summary>
    public void Add(Announcement announcement, SayPriority priority)
    {
        if (_next.Count + _idle.Count >= options().MaxAnnouncements)
            _ = _idle.TryDequeue(out _) || _next.TryDequeue(out _);
        (priority == SayPriority.Idle ? _idle : _next).Enqueue(announcement);
    }

    /// <summary>Takes what may be said now that nobody speaks; asks to be woken when the next one's moment has come.</summary>
    /// <param name="lastActivity">Timestamp of the last sign of somebody speaking.</param>
    /// <param name="announcement">The announcement.</param>
    public bool TryTake(long lastActivity, [NotNullWhen(true)] out Announcement? announcement)
    {
        if (_next.TryDequeue(out announcement))
            return true;
        if (_idle.Count == 0)
            return false;
        var left = options().QuietBeforeIdle - time.GetElapsedTime(lastActivity);
        if (left > TimeSpan.Zero)
        {
            _quiet?.Dispose();
            _quiet = time.CreateGuardedTimer(static wake => wake(), wake, left, Timeout.InfiniteTimeSpan, guard);
            return false;
        }

        return _idle.TryDequeue(out announcement);
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _next.Clear();
        _idle.Clear();
        _quiet?.Dispose();
        _quiet = null;
    }

    public void Dispose() => _quiet?.Dispose();
}

/// <summary>Words nobody asked for, and why they are said.</summary>
internal sealed record Announcement(string Text, TurnOrigin Origin);
