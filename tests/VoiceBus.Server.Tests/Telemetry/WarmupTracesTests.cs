using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.AspNetCore.Telemetry;
using VoiceBus.AspNetCore.Warmup;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Server.Tests.Telemetry;

public sealed class WarmupTracesTests
{
    [Theory]
    [InlineData(false, "a device's", true)]
    [InlineData(false, "", false)]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    public void What_was_rehearsed_is_not_exported(bool over, string? session, bool exported) =>
        IsExported(over, session).ShouldBe(exported);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_rehearsals_own_session_never_is(bool over) => IsExported(over, WarmupTurn.SessionId).ShouldBeFalse();

    private static bool IsExported(bool over, string? session)
    {
        using var rehearsal = new WarmupHostedService(over ? null : _ => Task.CompletedTask, NullEventSink.Instance, new FakeTimeProvider());
        using var filter = new WarmupTraces(rehearsal);
        using var span = new Activity("turn") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        span.SetTag("voicebus.session_id", session);
        filter.OnEnd(span);
        return span.Recorded;
    }
}
