using System.ComponentModel.DataAnnotations;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Thinking;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Management.Api.Memory;
using VoiceBus.Providers.Tokens;
using VoiceBus.Storage;

namespace VoiceBus.Server.Composition;

/// <summary>Puts together what is remembered of devices. A worker meets no devices and has none of it.</summary>
internal static class MemoryComposition
{
    private const string File = "voicebus.db";

    /// <summary>Adds the database, what is kept in it, and who takes care of it.</summary>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    public static IServiceCollection AddMemory(this IServiceCollection services, VoiceBusOptions options)
    {
        if (options.Role == NodeRole.Worker)
            return services;
        Check(options.Memory);
        return services
            .AddSingleton<IDeviceStore>(provider => new StoredDevices(provider.GetRequiredService<Database>(), options.Provisioning.MaxDevices))
            .AddSingleton<IActivationStore, StoredActivations>()
            .AddSingleton<ITicketStore, StoredTickets>()
            .AddSingleton<ISecretStore, StoredSecrets>()
            .AddDeviceGate(options.Transport.DeviceToken, options.Provisioning)
            .AddSingleton(options.Memory)
            .AddSingleton(provider => Open(options, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IHistoryStore, StoredHistory>()
            .AddSingleton<IPersonaStore, StoredPersonas>()
            .AddSingleton<IDevicePersonas, DevicePersonas>()
            .AddSingleton<MemoryWriter>()
            .AddSingleton<ConversationMemoryStore>()
            .AddSingleton<ITokenCounter, TiktokenCounter>()
            .AddSingleton<ISummarizer>(provider => options.Memory.Summary
                ? new BusSummarizer(provider.GetRequiredService<IEventBus>()) : new DropOldest())
            .AddSingleton<MemoryServices>()
            .AddSingleton<DatabaseHealth>()
            .AddHostedService<MemoryHostedService>()
            .AddHostedService<DatabaseWatchHostedService>();
    }

    private static Database Open(VoiceBusOptions options, TimeProvider time)
    {
        try
        {
            return Database.For(options.Memory.Database, Path.Combine(LiveConfiguration.Folder(options), File), time);
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidOperationException($"VOICEBUS_DATABASE cannot be understood: {wrong.Message}", wrong);
        }
    }

    private static void Check(MemoryOptions options)
    {
        var findings = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), findings, validateAllProperties: true))
            throw new InvalidOperationException($"VoiceBus:Memory: {findings[0].ErrorMessage}");
    }
}
