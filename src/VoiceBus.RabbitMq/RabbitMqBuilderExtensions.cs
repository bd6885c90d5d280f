using VoiceBus;
using VoiceBus.Core.Bus;
using VoiceBus.RabbitMq;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the bus between machines.</summary>
public static class RabbitMqBuilderExtensions
{
    /// <summary>
    /// Lets calls go over a RabbitMQ broker where one is configured: <c>VoiceBus:Bus:Url</c> (<c>VOICEBUS_BUS_URL</c>); without
    /// it they stay in memory.
    /// </summary>
    public static IVoiceBusBuilder AddRabbitMq(this IVoiceBusBuilder builder)
    {
        builder.Services.AddSingleton<IDistributedBusFactory>(services => new RabbitMqBusFactory(
            services.GetRequiredService<BusOptions>(), builder.Configuration["VoiceBus:Role"], services.GetRequiredService<TimeProvider>()));
        return builder;
    }
}
