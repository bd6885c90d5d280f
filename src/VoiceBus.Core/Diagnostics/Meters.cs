using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VoiceBus.Core.Diagnostics;

/// <summary>Turns events into metrics of the meter "VoiceBus"; every event is at least counted by its name.</summary>
public sealed class Meters : IEventObserver
{
    /// <summary>The name to subscribe to.</summary>
    public const string MeterName = "VoiceBus";

    private static readonly double[] _seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60];

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _firstReply;
    private readonly Histogram<double> _operation;
    private readonly Histogram<long> _tokens;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _exhausted;
    private readonly Counter<long> _defects;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _refused;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    public Meters(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("voicebus.events", description: "Diagnostic events emitted, by name.");
        _calls = _meter.CreateCounter<long>("voicebus.provider.calls", description: "Calls a provider was asked, by outcome.");
        _firstReply = CreateSeconds(_meter, "voicebus.provider.first_reply", "Time to a provider's first useful reply.");
        // OpenTelemetry's conventions for generative AI, for language models.
        _operation = CreateSeconds(_meter, "gen_ai.client.operation.duration", "How long a model's answer took.");
        _tokens = _meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of a request and of its answer, as the model counts them.", tags: null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144] });
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
        _events.Add(1, new KeyValuePair<string, object?>("event", @event.GetType().Name));
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

    /// <summary>A histogram of seconds, with bounds that fit what a talker waits for.</summary>
    internal static Histogram<double> CreateSeconds(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = _seconds });

    private void Hear(ProviderAttempted attempted)
    {
        Count(_calls, attempted.Service, attempted.Provider, "outcome", attempted.Kind ?? attempted.Outcome);
        if (attempted is { Outcome: AttemptOutcomes.Ok, FirstReplyMs: { } ms })
            _firstReply.Record(ms / 1000, new("service", attempted.Service), new("provider", attempted.Provider));
        if (attempted.Service == "llm")
            HearModel(attempted);
    }

    private void HearModel(ProviderAttempted attempted)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", GenAi.Chat }, { "gen_ai.provider.name", attempted.Type }, { "gen_ai.request.model", attempted.Model },
        };
        Count("input", attempted.InputTokens);
        Count("output", attempted.OutputTokens);
        if (attempted.Kind is { } kind)
            tags.Add("error.type", kind);
        _operation.Record(attempted.TotalMs / 1000, tags);

        void Count(string type, long? tokens)
        {
            if (tokens is { } known)
                _tokens.Record(known, [.. tags, new("gen_ai.token.type", type)]);
        }
    }

    private static void Count(Counter<long> counter, string service, string provider, string tag, string value) =>
        counter.Add(1, new("service", service), new("provider", provider), new(tag, value));
}
