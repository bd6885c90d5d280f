using System.Diagnostics.Metrics;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Monitoring;

/// <summary>
/// Turns the timelines of turns and the endings of calls into metrics of the meter "VoiceBus". Must hear events after the
/// timelines it reads. No session, device or text is ever a tag.
/// </summary>
public sealed class TurnMeters : IEventObserver
{
    private static readonly (string Stage, TurnMilestone From, TurnMilestone To)[] _stages =
    [
        ("end_of_speech", TurnMilestone.LastVoice, TurnMilestone.EndOfSpeech),
        ("recognition", TurnMilestone.EndOfSpeech, TurnMilestone.Transcript),
        ("thinking", TurnMilestone.Transcript, TurnMilestone.FirstToken),
        ("phrasing", TurnMilestone.FirstToken, TurnMilestone.FirstSentence),
        ("synthesis", TurnMilestone.FirstSentence, TurnMilestone.FirstTtsByte),
        ("sending", TurnMilestone.FirstTtsByte, TurnMilestone.FirstFrameSent),
    ];

    private readonly TurnTimelines _timelines;
    private readonly Counter<long> _turns;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _tools;
    private readonly Histogram<double> _stage;
    private readonly Histogram<double> _response;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _leaseWait;

    /// <summary>Makes the instruments.</summary>
    /// <param name="timelines">Hears every event before this does.</param>
    /// <param name="meters">Owns the meter.</param>
    public TurnMeters(TurnTimelines timelines, IMeterFactory meters)
    {
        _timelines = timelines;
        var meter = meters.Create(Meters.MeterName);
        _turns = meter.CreateCounter<long>("voicebus.turns", description: "Turns ended, by origin and ending.");
        _failures = meter.CreateCounter<long>("voicebus.call.failures", description: "Calls failed or refused, by kind.");
        _retries = meter.CreateCounter<long>("voicebus.provider.retries", description: "Tries of a provider beyond a call's first.");
        _tools = meter.CreateCounter<long>("voicebus.tools", description: "Tools run.");
        _stage = Meters.CreateSeconds(meter, "voicebus.turn.stage", "How long each stage of a turn took.");
        _response = Meters.CreateSeconds(
            meter, "voicebus.turn.response", "From the last voice or the text to the first packet of the reply.");
        _duration = Meters.CreateSeconds(meter, "voicebus.call.duration", "Calls, open to end.");
        _queueWait = Meters.CreateSeconds(meter, "voicebus.call.queue_wait", "Calls, open to the start of the handler.");
        _leaseWait = Meters.CreateSeconds(meter, "voicebus.provider.lease_wait", "Waits for an instance of a provider.");
    }

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        switch (@event)
        {
            case CallCompleted call: Ended(call.Service, AttemptOutcomes.Ok, call.Duration, call.QueueWait); break;
            case CallCancelled call: Ended(call.Service, AttemptOutcomes.Cancelled, call.Duration, call.QueueWait); break;
            case CallFailed call:
                Ended(call.Service, AttemptOutcomes.Failed, call.Duration, call.QueueWait);
                _failures.Add(1, new("service", call.Service), new("kind", call.Kind));
                break;
            case CallRefused refused: _failures.Add(1, new("service", refused.Service), new("kind", refused.Kind)); break;
            case ProviderAttempted tried: Tried(tried); break;
            case ToolUsed: _tools.Add(1); break;
            case TurnEnded ended when _timelines.Find(ended.TurnId) is { } turn: Ended(turn); break;
        }
    }

    private void Ended(string service, string outcome, TimeSpan duration, TimeSpan queueWait)
    {
        _duration.Record(duration.TotalSeconds, new("service", service), new("outcome", outcome));
        _queueWait.Record(queueWait.TotalSeconds, new KeyValuePair<string, object?>("service", service));
    }

    private void Tried(ProviderAttempted tried)
    {
        if (tried.Outcome == AttemptOutcomes.Skipped)
            return;
        _leaseWait.Record(tried.LeaseWaitMs / 1000, new("service", tried.Service), new("provider", tried.Provider));
        if (tried.Attempt > 1)
            _retries.Add(1, new("service", tried.Service), new("provider", tried.Provider));
    }

    private void Ended(TurnTimeline turn)
    {
        _turns.Add(1, new("origin", turn.Origin), new("ending", turn.Ending));
        if (turn.Origin is "speech" or "text" && turn.ResponseMs is { } response)
            _response.Record(response / 1000);
        var at = turn.Marks.ToDictionary(static mark => mark.Mark, static mark => mark.AtMs);
        if (turn.Origin == "text")
            at[TurnMilestone.Transcript] = 0; // Typed words are known when they arrive.
        foreach (var (stage, from, to) in _stages)
            if (at.TryGetValue(from, out var began) && at.TryGetValue(to, out var ended) && ended >= began)
                _stage.Record((ended - began) / 1000, new KeyValuePair<string, object?>("stage", stage));
    }
}
