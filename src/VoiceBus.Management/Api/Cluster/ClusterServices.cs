using VoiceBus.Core.Bus;
using VoiceBus.Core.Cluster;
using VoiceBus.Core.Monitoring;

namespace VoiceBus.Management.Api.Cluster;

/// <summary>Puts together what knows of other nodes.</summary>
public static class ClusterServices
{
    /// <summary>Adds this node to the others around its broker; without a broker it is the only one.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="role">all, gateway or worker.</param>
    public static IServiceCollection AddCluster(this IServiceCollection services, string role) => services
        .AddSingleton<LocalSessions>()
        .AddSingleton<LocalTurns>()
        .AddSingleton(provider => new LocalNode(
            role,
            provider.GetService<IClusterChannel>(),
            provider.GetRequiredService<IEventBus>(),
            provider.GetRequiredService<ServiceHealth>(),
            provider.GetRequiredService<AudioDrops>(),
            provider.GetRequiredService<LocalSessions>(),
            provider.GetRequiredService<IToolServerView>()))
        .AddSingleton<LocalMemory>()
        .AddSingleton<NodeConfiguration>()
        .AddSingleton<LocalAnswers>()
        .AddSingleton<ClusterMembership>()
        .AddHostedService(static provider => provider.GetRequiredService<ClusterMembership>())
        .AddSingleton<IClusterClient, ClusterClient>()
        .AddHostedService<ConfigurationFollower>()
        .AddSingleton<ClusterSessions>()
        .AddSingleton<ClusterTurns>()
        .AddSingleton<ClusterMemory>();
}
