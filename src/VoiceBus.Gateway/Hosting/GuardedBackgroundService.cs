using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Hosting;

/// <summary>
/// A hosted service whose exceptions do not stop the host, as those of a <see cref="BackgroundService"/> do: each is told, and its
/// work begins anew after a pause that grows from one second to one minute. The only background services there are (the
/// architecture tests say so).
/// </summary>
/// <param name="area">What is at work, for people.</param>
/// <param name="events">Notified of what was thrown.</param>
/// <param name="time">The clock.</param>
public abstract class GuardedBackgroundService(string area, IEventSink events, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(1);

    /// <summary>Where events are told.</summary>
    protected IEventSink Events { get; } = events;

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Deals with what is thrown where nobody awaits it.</summary>
    protected ExceptionGuard Guard { get; } = new(events, area);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = _firstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var from = Time.GetTimestamp();
            try
            {
                await RunAsync(stoppingToken);
                return;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return; // The process ends, and this was broken off.
            }
            catch (Exception defect)
            {
                Guard.Caught(defect);
            }

            // What ran well for long has not failed again and again.
            pause = Time.GetElapsedTime(from) > _longestPause ? _firstPause : pause;
            await Task.Delay(pause, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    /// <summary>The work, until it is done or cancelled, which may throw.</summary>
    protected abstract Task RunAsync(CancellationToken stoppingToken);
}
