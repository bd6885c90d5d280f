using System.Diagnostics.Metrics;

namespace VoiceBus.Core.Diagnostics;

/// <summary>Turns events into metrics of the meter "VoiceBus"; every event is at least counted by its name.</summary>
public sealed class Meters : IEventObserver, IDisposable
{
    /// <summary>The name to subscribe to.</summary>
    public const string MeterName = "VoiceBus";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _events;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _firstReply;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _exhausted;
    private readonly Counter<long> _defects;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _refused;

    /// <summary>Makes the instruments.</summary>
    public Meters()
    {
        _events = _meter.CreateCounter<long>("voicebus.facts", description: "Diagnostic events emitted, by name.");
        _calls = _meter.CreateCounter<long>("voicebus.provider.calls", description: "Calls a provider was asked, by outcome.");
        _firstReply = _meter.CreateHistogram<double>(
            "voicebus.provider.first_reply", "ms", "Time to a provider's first useful reply.");
        _skipped = _meter.CreateCounter<long>("voicebus.provider.skipped", description: "Times a provider was passed over.");
        _exhausted = _meter.CreateCounter<long>("voicebus.pool.exhausted", description: "Leases not got in time.");
        _defects = _meter.CreateCounter<long>("voicebus.defects", description: "Exceptions nobody expected, by what was at work.");
        _limits = _meter.CreateCounter<long>("voicebus.limits.reached", description: "Times somebody sent more than is allowed, by limit.");
        _ignored = _meter.CreateCounter<long>("voicebus.messages.ignored", description: "Messages of devices that could not be understood.");
        _refused = _meter.CreateCounter<long>("voicebus.access.refused", description: "Requests over HTTP refused for want of a token, a known host or origin, or room; by kind.");
    }

    /// <inheritdoc/>
    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        _events.Add(1, new KeyValuePair<string, object?>("fact", @event.GetType().Name));
        switch (@event)
        {
            case ProviderAttempted { Outcome: AttemptOutcomes.Skipped } skipped:
                Count(_skipped, skipped.Service, skipped.Provider, "reason", skipped.Error ?? "");
                break;
            case ProviderAttempted attempted:
                Hear(attempted);
                break;
            case AccessRefused refused:
                _refused.Add(refused.Refused, new KeyValuePair<string, object?>("kind", refused.Kind));
                break;
            case PoolExhausted exhausted:
                _exhausted.Add(1, new KeyValuePair<string, object?>("pool", exhausted.Pool));
                break;
            case DefectCaught defect:
                _defects.Add(1, new KeyValuePair<string, object?>("area", defect.Area));
                break;
            case SessionDefect:
                _defects.Add(1, new KeyValuePair<string, object?>("area", "conversation"));
                break;
            case LimitReached limit:
                _limits.Add(limit.Times, new KeyValuePair<string, object?>("limit", limit.Limit));
                break;
            case DeviceMessageIgnored ignored:
                _ignored.Add(ignored.Times);
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Hear(ProviderAttempted attempted)
    {
        Count(_calls, attempted.Service, attempted.Provider, "outcome", attempted.Kind ?? attempted.Outcome);
        if (attempted is { Outcome: AttemptOutcomes.Ok, FirstReplyMs: { } ms })
            _firstReply.Record(ms, new("service", attempted.Service), new("provider", attempted.Provider));
    }

    private static void Count(Counter<long> counter, string service, string provider, string tag, string value) =>
        counter.Add(1, new("service", service), new("provider", provider), new(tag, value));
}
