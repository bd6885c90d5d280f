using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Sessions;
using VoiceBus.Gateway.Limits;

namespace VoiceBus.Gateway.Transport;

/// <summary>
/// Tells what of a device's messages was ignored or held back, and no more often than a few times at first and once a second
/// then: a device that sends nothing else must not fill the queue of events. All are counted. Thread-safe.
/// </summary>
internal sealed class IgnoredMessages(Session session, IEventSink events, TimeProvider time)
{
    private const int Burst = 20;
    private const int MaxReason = 200; // A reason may quote the device.
    private static readonly TimeSpan _span = TimeSpan.FromSeconds(Burst);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Times, string Reason)> _untold = new(StringComparer.Ordinal);
    private readonly long _madeAt = time.GetTimestamp();
    private TokenBucket _left;
    private string _audioReason = "";
    private long _audio;

    /// <summary>A message was ignored.</summary>
    public void Add(string reason) => Note("", reason);

    /// <summary>A packet of the microphone was ignored: told at once, and of all that follow when the connection ends.</summary>
    /// <returns>Whether it is the first of the connection.</returns>
    public bool AddAudio(string reason)
    {
        lock (_gate)
        {
            if (_audio++ > 0)
            {
                _audioReason = Shorten(reason);
                return false;
            }
        }

        events.Emit(new DeviceMessageIgnored(session.Id, Shorten(reason)));
        return true;
    }

    /// <summary>A limit was reached.</summary>
    /// <param name="limit">One of <see cref="LimitNames"/>.</param>
    /// <param name="reason">What was sent, and what is allowed.</param>
    public void Limit(string limit, string reason) => Note(limit, reason);

    /// <summary>Tells what was not told yet; the connection ends.</summary>
    public void End()
    {
        lock (_gate)
        {
            Flush();
            if (_audio > 1)
                events.Emit(new DeviceMessageIgnored(session.Id, _audioReason) { Times = _audio - 1 });
            _audio = 1;
        }
    }

    private void Flush()
    {
        lock (_gate)
        {
            foreach (var (limit, (times, reason)) in _untold)
                events.Emit(limit.Length == 0
                    ? new DeviceMessageIgnored(session.Id, reason) { Times = times }
                    : new LimitReached(limit, session.DeviceId, reason) { Times = times });
            _untold.Clear();
        }
    }

    private void Note(string limit, string reason)
    {
        lock (_gate)
        {
            _untold[limit] = (_untold.GetValueOrDefault(limit).Times + 1, Shorten(reason));
            if (_left.TryTake(time.GetElapsedTime(_madeAt), Burst, _span, TimeSpan.Zero, out _))
                Flush();
        }
    }

    private static string Shorten(string reason) => reason.Length <= MaxReason ? reason : $"{reason[..MaxReason]}…";
}
