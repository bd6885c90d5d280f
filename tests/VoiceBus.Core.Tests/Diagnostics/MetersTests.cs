using System.Diagnostics.Metrics;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Tests.Diagnostics;

public sealed class MetersTests
{
    [Fact]
    public void Facts_become_counts_and_latencies_with_their_tags()
    {
        var measured = new List<string>();
        using var meters = new Meters();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Meters.MeterName)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => measured.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => measured.Add(Line(i, value, tags)));
        listener.Start();

        var attempt = new ProviderAttempted("llm", "one", "s", "t", "c", 1, 0, 1, 45.5, 900, AttemptOutcomes.Ok, null, null);
        meters.OnEvent(attempt, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.Failed, Kind = "Timeout", Error = "late" }, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.HedgeLost }, default);
        meters.OnEvent(attempt with { Outcome = AttemptOutcomes.Skipped, Error = "circuit open" }, default);
        meters.OnEvent(new PoolExhausted("llm/one", "s", 5000, 2), default);

        measured.ShouldBe([
            "voicebus.facts 1 fact=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=ok",
            "voicebus.provider.first_reply 45.5 service=llm provider=one",
            "voicebus.facts 1 fact=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=Timeout",
            "voicebus.facts 1 fact=ProviderAttempted",
            "voicebus.provider.calls 1 service=llm provider=one outcome=hedge_lost",
            "voicebus.facts 1 fact=ProviderAttempted",
            "voicebus.provider.skipped 1 service=llm provider=one reason=circuit open",
            "voicebus.facts 1 fact=PoolExhausted",
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
}
