using Microsoft.AspNetCore.Connections;
using VoiceBus.Server.Configuration;

namespace VoiceBus.Server.Limits;

/// <summary>Puts the room of limits together.</summary>
internal static class LimitServices
{
    /// <summary>Adds the limits in force and those who count.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddSingleton<Func<LimitSettings>>(static provider =>
        {
            var state = provider.GetRequiredService<DecouplingState>();
            return () => state.Document.Limits;
        })
        .AddSingleton<ConnectionLimit>()
        .AddSingleton<IConnectionListenerFactory, LimitedListeners>() // The last one that can bind is the one Kestrel takes.
        .AddSingleton<UpgradeLimit>()
        .AddSingleton<ProvisioningLimit>()
        .AddSingleton<WrongTokens>();
}
