using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Tests.Connections;

/// <summary>Makes what connections to a vendor need.</summary>
internal static class Vendor
{
    public const string Key = "very-secret-key";

    public static VendorContext Context(ServiceType service = ServiceType.Asr, TimeProvider? time = null, string provider = "vendor") =>
        new(service, provider, time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero)), new ExceptionGuard(NullEventSink.Instance, "test"));

    public static async Task<ProviderException> ShouldFailAsync(this Task work, FailureKind kind, bool retryable)
    {
        var failure = await Should.ThrowAsync<ProviderException>(work);
        failure.Kind.ShouldBe(kind, failure.Message);
        failure.Retryable.ShouldBe(retryable, failure.Message);
        failure.Message.ShouldNotContain(Key);
        (failure.Detail ?? "").ShouldNotContain(Key);
        return failure;
    }
}
