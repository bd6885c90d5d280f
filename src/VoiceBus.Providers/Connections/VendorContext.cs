using Microsoft.Extensions.DependencyInjection;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.Connections;

/// <summary>Whose connections they are, and what every one of them needs. Immutable; thread-safe.</summary>
/// <param name="Service">The service the provider belongs to.</param>
/// <param name="Provider">The provider's configured name, for failures.</param>
/// <param name="Time">The clock of all deadlines.</param>
/// <param name="Guard">Deals with what callbacks throw.</param>
internal sealed record VendorContext(ServiceType Service, string Provider, TimeProvider Time, ExceptionGuard Guard)
{
    /// <summary>Of the host's services.</summary>
    public static VendorContext Of(IServiceProvider services, ServiceType service, string provider) => new(
        service,
        provider,
        services.GetRequiredService<TimeProvider>(),
        new ExceptionGuard(services.GetRequiredService<IEventSink>(), "vendor connection"));
}
