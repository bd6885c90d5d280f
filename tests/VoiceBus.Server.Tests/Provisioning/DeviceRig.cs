using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Storage;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Provisioning;

/// <summary>What devices are let in by, over a database file of its own and a clock of the test's.</summary>
internal sealed class DeviceRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-gate-").FullName;
    private readonly Database _database;

    public DeviceRig(bool closed = true, string? staticToken = null, bool staticSuffices = true, string? key = null, Func<IDeviceStore, IDeviceStore>? devices = null)
    {
        _database = Database.For(null, Path.Combine(_folder, "voicebus.db"), Time);
        Options = new DeviceGateOptions { IsClosed = closed, StaticToken = staticToken, StaticTokenSuffices = staticSuffices };
        Devices = devices?.Invoke(new StoredDevices(_database, 2000)) ?? new StoredDevices(_database, 2000);
        Pending = new StoredActivations(_database, Time);
        Activation = new Activation(Options, new ActivationOptions(), Devices, Pending, Events, Time);
        Tickets = new TalkTickets(new StoredTickets(_database, Time), Time);
        Credentials = new DeviceCredentials(Options, new DeviceKey(new ProvisioningOptions { DeviceKey = key }, new StoredSecrets(_database)), Tickets, Time);
        Rules = new DeviceRules(Options, Time);
        Gate = new DeviceGate(Devices, Credentials, Rules, Activation, Admitted, new RegistryTimeout(Events, Time), Events);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public DeviceGateOptions Options { get; }

    public IDeviceStore Devices { get; }

    public IActivationStore Pending { get; }

    public Activation Activation { get; }

    public TalkTickets Tickets { get; }

    public DeviceCredentials Credentials { get; }

    public DeviceRules Rules { get; }

    public AdmittedDevices Admitted { get; } = new(100);

    public DeviceGate Gate { get; }

    public Database Database => _database;

    public string File => Path.Combine(_folder, "voicebus.db");

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
