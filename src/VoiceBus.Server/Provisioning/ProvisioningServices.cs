using VoiceBus.Server.Transport;

namespace VoiceBus.Server.Provisioning;

/// <summary>Puts the room of provisioning together.</summary>
internal static class ProvisioningServices
{
    /// <summary>Adds everything the provisioning endpoints and the device gate need.</summary>
    public static IServiceCollection AddProvisioning(this IServiceCollection services, ProvisioningOptions options) => services
        .AddSingleton(options)
        .AddSingleton(options.Activation)
        .AddSingleton<IDeviceStore>(new InMemoryDeviceStore(options.MaxDevices))
        .AddSingleton(new FirmwareFolder(options.FirmwareFolder))
        .AddSingleton<PublicAddress>()
        .AddSingleton<IServerAddress>(static provider => provider.GetRequiredService<PublicAddress>())
        .AddSingleton<Activation>()
        .AddSingleton<Provisioner>()
        .AddSingleton<IDeviceGate, DeviceGate>();
}
