using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Monitoring;

/// <summary>Tries a service for real, through the same pools and breakers as its traffic.</summary>
public interface IServiceProbe
{
    /// <summary>The service.</summary>
    ServiceType Service { get; }

    /// <summary>Probes one provider, whatever its traffic; one that was taken out by an instance of its own.</summary>
    /// <param name="provider">Its configured name.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellationToken">Stops probing.</param>
    /// <returns>Null when no such provider is configured.</returns>
    Task<ProbeOutcome?> ProbeOneAsync(string provider, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Probes every provider of the service that had no call since.</summary>
    /// <param name="quietFor">A provider whose newest call is younger is not probed.</param>
    /// <param name="timeout">How long one provider may take.</param>
    /// <param name="cancellationToken">Stops probing.</param>
    /// <remarks>What providers do wrong goes into their statistics and is not thrown.</remarks>
    Task ProbeAsync(TimeSpan quietFor, TimeSpan timeout, CancellationToken cancellationToken);
}
