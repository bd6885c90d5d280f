using System.Diagnostics.Metrics;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Tests.Diagnostics;

public sealed class MetersTests
{
    [Fact]
    public void Facts_become_counts_and_latencies_with_their_tags()
    {
        var measured = new List<string>();
        using var factory = new MeterFactory();
        var meters = new Meters(factory);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == factory.Made)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => measured.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => measured.Add(Line(i, value, tags)));
        listener.Start();

        var attempt = new ProviderAttempted("llm", "one", "s", "t", "c", 1, 0, 1, 45.5, 900, AttemptOutcomes.Ok, null, null) { Type = "vendor", Model = "big" };
        meters.OnEvent(attempt with { InputTokens = 120, OutputTokens = 30 }, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.Failed, Kind = "Timeout", Error = "late" }, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.HedgeLost }, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.Skipped, Error = "circuit open" }, default);
        meters.OnEvent(new PoolExhausted("llm/one", "s", 5000, 2), default);

        measured.ShouldBe([
            "voicebus.events 1 event=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=ok",
            "voicebus.provider.first_reply 0.0455 service=llm provider=one",
            "gen_ai.client.token.usage 120 gen_ai.operation.name=chat gen_ai.provider.name=vendor gen_ai.request.model=big gen_ai.token.type=input",
            "gen_ai.client.token.usage 30 gen_ai.operation.name=chat gen_ai.provider.name=vendor gen_ai.request.model=big gen_ai.token.type=output",
            "gen_ai.client.operation.duration 0.9 gen_ai.operation.name=chat gen_ai.provider.name=vendor gen_ai.request.model=big",
            "voicebus.events 1 event=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=Timeout",
            "gen_ai.client.operation.duration 0.9 gen_ai.operation.name=chat gen_ai.provider.name=vendor gen_ai.request.model=big error.type=Timeout",
            "voicebus.events 1 event=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=hedge_lost",
            "gen_ai.client.operation.duration 0.9 gen_ai.operation.name=chat gen_ai.provider.name=vendor gen_ai.request.model=big",
            "voicebus.events 1 event=ProviderAttempted",
            "voicebus.provider.skipped 1 service=llm provider=one reason=circuit open",
            "voicebus.events 1 event=PoolExhausted",
            "voicebus.pool.exhausted 1 pool=llm/one",
        ]);
    }

    private static string Line<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = FormattableString.Invariant($"{instrument.Name} {value}");
        foreach (var tag in tags)
            line += $" {tag.Key}={tag.Value}";
        return line;
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter? Made { get; private set; }

        public Meter Create(MeterOptions options) => Made = new Meter(options);

        public void Dispose() => Made?.Dispose();
    }
}
