using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Server.Tests.Access;

public sealed class AccessRefusalsTests
{
    [Fact]
    public void Every_refusal_counts_and_each_kind_is_told_once_a_second()
    {
        var (time, told) = (new FakeTimeProvider(), new Told());
        var refusals = new AccessRefusals(told, time);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7") } };

        for (var n = 0; n < 5; n++)
            refusals.Tell(context, "token", "GET /api/turns");
        refusals.Tell(context, "host", "a\r\nb\u001b[2J");
        time.Advance(TimeSpan.FromSeconds(1));
        refusals.Tell(context, "token", "GET /api/turns");

        told.Events.ShouldBe(
        [
            new AccessRefused("token", "192.0.2.7", "GET /api/turns", 1),
            new AccessRefused("host", "192.0.2.7", "a??b?[2J", 1),
            new AccessRefused("token", "192.0.2.7", "GET /api/turns", 5),
        ]);
    }

    private sealed class Told : IEventSink
    {
        public List<DiagnosticEvent> Events { get; } = [];

        public void Emit(DiagnosticEvent @event) => Events.Add(@event);
    }
}
