using System.Diagnostics;
using OpenTelemetry;
using VoiceBus.AspNetCore.Warmup;

namespace VoiceBus.AspNetCore.Telemetry;

/// <summary>Keeps the spans of the rehearsal from the exporters that come after it; a device's own are let through.</summary>
internal sealed class WarmupTraces(WarmupHostedService rehearsal) : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        // A span that belongs to no session is the rehearsal's as long as it goes on: only it asks for the tools then.
        var session = data.GetTagItem("voicebus.session_id") as string;
        if (session == WarmupTurn.SessionId || (string.IsNullOrEmpty(session) && !rehearsal.IsOver))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
