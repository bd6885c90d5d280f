using VoiceBus;
using VoiceBus.Core.Alarms;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Files;
using VoiceBus.Core.Memory;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the database.</summary>
public static class StorageBuilderExtensions
{
    private const string File = "voicebus.db";

    /// <summary>
    /// Keeps devices, codes, tickets, history and personas in a database: PostgreSQL where one is named
    /// (<c>VoiceBus:Memory:Database</c>, <c>VOICEBUS_DATABASE</c>), else a file of SQLite in the data folder. Without it all that is
    /// in memory. A worker meets no devices and opens none.
    /// </summary>
    public static IVoiceBusBuilder AddStorage(this IVoiceBusBuilder builder)
    {
        builder.Services
            .AddSingleton(Open)
            .AddSingleton<IDatabase>(static services => services.GetRequiredService<Database>())
            .AddSingleton<IDeviceStore>(static services => new StoredDevices(
                services.GetRequiredService<Database>(), services.GetRequiredService<DeviceStoreOptions>().MaxDevices))
            .AddSingleton<IActivationStore, StoredActivations>()
            .AddSingleton<ITicketStore, StoredTickets>()
            .AddSingleton<ISecretStore, StoredSecrets>()
            .AddSingleton<IHistoryStore, StoredHistory>()
            .AddSingleton<IPersonaStore, StoredPersonas>()
            .AddSingleton<IMcpEndpointStore, StoredMcpEndpoints>()
            .AddSingleton<IAlarmStore, StoredAlarms>();
        return builder;
    }

    private static Database Open(IServiceProvider services)
    {
        try
        {
            // A worker has no memory and asks for nothing that is kept: this opens nothing yet.
            return Database.For(
                services.GetService<MemoryOptions>()?.Database,
                Path.Combine(services.GetRequiredService<DataFolder>().Path, File),
                services.GetRequiredService<TimeProvider>());
        }
        catch (ArgumentException wrong)
        {
            throw new InvalidOperationException($"VOICEBUS_DATABASE cannot be understood: {wrong.Message}", wrong);
        }
    }
}
