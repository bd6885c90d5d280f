using VoiceBus.AspNetCore;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Monitoring;
using VoiceBus.Gateway.Hosting;

namespace VoiceBus.AspNetCore.Warmup;

/// <summary>
/// Rehearses the first turn beside the start of the process, once, so that the first device does not wait until code is
/// compiled and models are loaded. What goes wrong is told and stops nothing. Thread-safe.
/// </summary>
/// <param name="play">Plays the rehearsal and throws where it failed; null: this process rehearses nothing.</param>
/// <param name="events">Told how it went.</param>
/// <param name="time">The clock.</param>
internal sealed class WarmupHostedService(Func<CancellationToken, Task>? play, IEventSink events, TimeProvider time)
    : GuardedBackgroundService("rehearsal", events, time), IWarmup
{
    /// <summary>Readiness waits no longer than this.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private volatile bool _isOver = play is null;

    /// <summary>Whether nobody has to wait for the rehearsal: it has been, has failed, or is none.</summary>
    public bool IsOver => _isOver;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (play is null)
            return;
        var from = Time.GetTimestamp();
        using var deadline = new DeadlineSource(Deadline, Time, Guard);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        var playing = BackgroundTask.Start(() => play(either.Token));
        try
        {
            await playing.WaitAsync(either.Token);
            Events.Emit(new FirstTurnRehearsed(Time.GetElapsedTime(from)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Events.Emit(new FirstTurnNotRehearsed($"It was not over after {Deadline.TotalSeconds} s."));
        }
        catch (Exception failure)
        {
            // Whatever it is, the turns to come meet it themselves and tell it by its name.
            Events.Emit(new FirstTurnNotRehearsed($"{failure.GetType().Name}: {failure.Message}"));
        }
        finally
        {
            _isOver = true;
        }

        // Who ignores its token is awaited all the same, though nobody waits for it.
        await playing.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
