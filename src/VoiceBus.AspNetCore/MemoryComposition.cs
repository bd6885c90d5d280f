using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Thinking;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.ToolPrograms;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Management.Languages;

namespace VoiceBus.AspNetCore;

/// <summary>Puts together what is remembered of devices. A worker meets no devices and has none of it.</summary>
internal static class MemoryComposition
{
    /// <summary>Adds the database, what is kept in it, and who takes care of it.</summary>
    public static IServiceCollection AddMemory(this IServiceCollection services, VoiceBusOptions options)
    {
        if (options.Role == NodeRole.Worker)
            return services;
        services
            .AddSingleton(options.Memory)
            .AddSingleton(new DeviceStoreOptions(options.Provisioning.MaxDevices));
        // A package that keeps them comes later, and the last one wins.
        services.TryAddSingleton<IDeviceStore, InMemoryDevices>();
        services.TryAddSingleton<IActivationStore, InMemoryActivations>();
        services.TryAddSingleton<ITicketStore, InMemoryTickets>();
        services.TryAddSingleton<ISecretStore, InMemorySecrets>();
        services.TryAddSingleton<IHistoryStore, InMemoryHistory>();
        services.TryAddSingleton<IPersonaStore, InMemoryPersonas>();
        services.TryAddSingleton<IAlarmStore, InMemoryAlarms>();
        services.TryAddSingleton<IMcpEndpointStore, InMemoryMcpEndpoints>();
        services.TryAddSingleton<ITokenCounter, EstimatedTokens>();
        return services
            .AddMcpEndpoint()
            .AddDeviceGate(options.Transport.DeviceToken, options.Provisioning)
            .AddSingleton<IDevicePersonas, DevicePersonas>()
            .AddSingleton<MemoryWriter>()
            .AddSingleton<ConversationMemoryStore>()
            .AddSingleton<ISummarizer>(provider => options.Memory.Summary
                ? new BusSummarizer(provider.GetRequiredService<IEventBus>()) : new DropOldest())
            .AddSingleton<MemoryServices>()
            .AddSingleton<DatabaseHealth>()
            .AddSingleton<LanguageWatch>()
            .AddHostedService<MemoryHostedService>()
            .AddHostedService<DatabaseWatchHostedService>()
            .AddHostedService<LanguageWatchHostedService>();
    }
}
