namespace VoiceBus.Providers.Connections;

/// <inheritdoc cref="KeptConnection{T}"/>
internal sealed class KeptSocket(Func<CancellationToken, Task<VendorSocket>> dial, TimeSpan idleLimit, VendorContext context)
    : KeptConnection<VendorSocket>(dial, idleLimit, context);
