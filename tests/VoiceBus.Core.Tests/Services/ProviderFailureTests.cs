using System.Net;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Tests.Services;

public sealed class ProviderFailureTests
{
    public static TheoryData<Exception, FailureKind, bool> Failures => new()
    {
        { new HttpRequestException("my secret", null, HttpStatusCode.Unauthorized), FailureKind.Unauthorized, true },
        { new HttpRequestException("my secret", null, HttpStatusCode.TooManyRequests), FailureKind.RateLimited, true },
        { new HttpRequestException("my secret", null, HttpStatusCode.NotFound), FailureKind.BadRequest, false },
        { new HttpRequestException("my secret", null, HttpStatusCode.BadGateway), FailureKind.Unavailable, true },
        { new HttpRequestException("my secret"), FailureKind.Unavailable, true },
        { new TaskCanceledException("the client's own time-out"), FailureKind.Timeout, true },
        { new TimeoutException(), FailureKind.Timeout, true },
        { new PoolExhaustedException("p", TimeSpan.FromSeconds(5)), FailureKind.Overloaded, true },
        { new ObjectDisposedException("pool"), FailureKind.Unavailable, true },
        { new IOException("reset"), FailureKind.Unavailable, true },
        { new FormatException("bug"), FailureKind.Internal, true },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Whatever_is_thrown_becomes_one_type(Exception error, FailureKind kind, bool mayTryNext)
    {
        var time = new FakeTimeProvider();
        var clock = new CallClock(time, TimeSpan.FromSeconds(60), null);
        using var attempt = new ProviderAttempt(
            ServiceType.Llm, "one", ProviderCaller.Named("s"), new ServiceDeadlines(), clock, null, time, NullEventSink.Instance, CancellationToken.None);

        var failure = ProviderFailure.From(error, attempt);

        (failure.Kind, failure.Provider, ProviderFailure.MayTryNext(failure)).ShouldBe((kind, "one", mayTryNext));
        failure.InnerException.ShouldBeSameAs(error);
        if (error is not PoolExhaustedException)
            failure.Message.ShouldNotContain(error.Message, Case.Sensitive, "it may quote the user");
    }
}
