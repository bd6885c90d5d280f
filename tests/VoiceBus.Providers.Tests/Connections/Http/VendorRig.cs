using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Tests.Connections.Http;

/// <summary>What tests of a vendor over HTTP need: connections of their own, and a deadline.</summary>
public sealed class VendorRig : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));

    internal VendorHttp Http { get; } = new(TimeProvider.System, NullEventSink.Instance);

    /// <summary>Ends a test that hangs.</summary>
    public CancellationToken Token => _deadline.Token;

    /// <summary>A deadline that is waited for.</summary>
    public static TimeSpan Soon { get; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _deadline.Dispose();
    }
}
