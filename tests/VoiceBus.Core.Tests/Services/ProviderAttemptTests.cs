using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Services;

public sealed class ProviderAttemptTests
{
    [Fact]
    public async Task What_a_provider_s_callbacks_throw_at_a_deadline_is_its_own()
    {
        var (time, events) = (new FakeTimeProvider(), new RecordedEvents());
        var deadlines = new ServiceDeadlines { Whole = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromSeconds(1) };
        var clock = new CallClock(time, TimeSpan.FromSeconds(60), null);
        using var attempt = new ProviderAttempt(
            ServiceType.Llm, "one", ProviderCaller.Named("s"), deadlines, clock, null, time, events, CancellationToken.None);
        using var stopping = attempt.Token.Register(static () => throw new FormatException());
        using var abandoned = attempt.Abandoned.Register(static () => throw new FormatException());

        time.Advance(TimeSpan.FromSeconds(5)); // Threw out of this, as it would out of a timer's thread.
        time.Advance(TimeSpan.FromSeconds(1));

        attempt.Token.IsCancellationRequested.ShouldBeTrue();
        attempt.Abandoned.IsCancellationRequested.ShouldBeTrue();
        await Eventually.TrueAsync(() => events.Of<DefectCaught>().Count == 2);
        events.Of<DefectCaught>().ShouldAllBe(static defect => defect.Area == "llm provider" && defect.SessionId == "s");
    }
}
