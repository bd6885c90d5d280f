using Microsoft.AspNetCore.Connections;

namespace VoiceBus.Gateway.Limits;

/// <summary>Puts the room of limits together.</summary>
public static class LimitServices
{
    /// <summary>Adds the limits in force and those who count.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddSingleton<ConnectionLimit>()
        .AddSingleton<IConnectionListenerFactory, LimitedListeners>() // The last one that can bind is the one Kestrel takes.
        .AddSingleton<UpgradeLimit>()
        .AddSingleton<ProvisioningLimit>()
        .AddSingleton<WrongTokens>();
}
