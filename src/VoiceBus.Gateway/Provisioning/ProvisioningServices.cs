using VoiceBus.Gateway.Transport;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>Puts the room of provisioning together.</summary>
public static class ProvisioningServices
{
    /// <summary>Adds what is known without devices: addresses and firmware.</summary>
    public static IServiceCollection AddProvisioning(this IServiceCollection services, ProvisioningOptions options) => services
        .AddSingleton(options)
        .AddSingleton(options.Activation)
        .AddSingleton(new FirmwareFolder(options.FirmwareFolder))
        .AddSingleton<PublicAddress>()
        .AddSingleton<IServerAddress>(static provider => provider.GetRequiredService<PublicAddress>());

    /// <summary>Adds everything the provisioning endpoints and the device gate need of the database. A worker meets no devices.</summary>
    /// <exception cref="InvalidOperationException">The options are wrong; the message says what would be right.</exception>
    public static IServiceCollection AddDeviceGate(this IServiceCollection services, string? deviceToken, ProvisioningOptions options) => services
        .AddSingleton(DeviceGateOptions.From(deviceToken, options))
        .AddSingleton(new AdmittedDevices(options.MaxDevices))
        .AddSingleton<DeviceKey>()
        .AddSingleton<TalkTickets>()
        .AddSingleton<DeviceCredentials>()
        .AddSingleton<Activation>()
        .AddSingleton<DeviceRules>()
        .AddSingleton<RegistryTimeout>()
        .AddSingleton<DeviceRegistration>()
        .AddSingleton<Provisioner>()
        .AddSingleton<IDeviceGate, DeviceGate>();
}
