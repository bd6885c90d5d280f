using VoiceBus.Core.Devices;
using VoiceBus.Core.Memory;
using VoiceBus.Testing.Databases;

namespace VoiceBus.Storage.Tests;

/// <summary>What every registry of devices must do, wherever it keeps them; each test has an empty one for three devices.</summary>
public abstract class DeviceStoreSuite : IAsyncLifetime
{
    protected const int MaxDevices = 3;
    private static readonly DateTimeOffset _noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private IDeviceStore _store = null!;

    private CancellationToken Ct => _deadline.Token;

    public async Task InitializeAsync() => _store = await NewAsync();

    public virtual Task DisposeAsync()
    {
        _deadline.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_device_comes_back_as_it_was_whatever_the_case_of_its_id()
    {
        var board = Device("aa:bb", 1) with
        {
            ClientId = "client",
            Name = "Kitchen",
            Board = "esp-box",
            Firmware = "1.2.3",
            SerialNumber = "SN",
            Enabled = false,
            Activated = true,
            BoundClientId = "",
            Address = "192.0.2.1",
            TokenIssued = _noon,
            TokenUsed = _noon.AddDays(1)
        };
        (await _store.UpdateAsync("AA:BB", _ => board, Ct)).ShouldBe(board);
        (await _store.FindAsync("Aa:Bb", Ct)).ShouldBe(board);
        (await _store.FindAsync("cc", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_is_made_of_what_is_known()
    {
        await _store.UpdateAsync("aa", known => known is null ? Device("aa", 1) : throw new InvalidOperationException(), Ct);
        await _store.UpdateAsync("aa", known => known! with { Name = "Hall", LastSeen = _noon.AddMinutes(9) }, Ct);
        (await _store.FindAsync("aa", Ct)).ShouldBe(Device("aa", 1) with { Name = "Hall", LastSeen = _noon.AddMinutes(9) });
    }

    [Fact]
    public async Task Changes_at_once_are_all_made()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var n = 0; n < 10; n++)
                await _store.UpdateAsync("aa", known => (known ?? Device("aa", 1)) with { Name = $"{int.Parse("0" + known?.Name) + 1}" }, Ct);
        })));
        (await _store.FindAsync("aa", Ct))!.Name.ShouldBe("80");
    }

    [Fact]
    public async Task A_removed_device_is_not_known_any_more()
    {
        await _store.UpdateAsync("aa", _ => Device("aa", 1), Ct);
        (await _store.RemoveAsync("AA", Ct)).ShouldBeTrue();
        (await _store.RemoveAsync("aa", Ct)).ShouldBeFalse();
        (await _store.FindAsync("aa", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_was_seen_last_is_listed_first()
    {
        foreach (var (id, minute) in new[] { ("aa", 1), ("bb", 3), ("cc", 2) })
            await _store.UpdateAsync(id, _ => Device(id, minute), Ct);
        (await _store.ListAsync(Ct)).Select(device => device.Id).ShouldBe(["bb", "cc", "aa"]);
    }

    [Fact]
    public async Task A_full_registry_forgets_who_only_called_and_did_so_longest_ago()
    {
        await _store.UpdateAsync("off", _ => Device("off", 1) with { Enabled = false }, Ct);
        await _store.UpdateAsync("known", _ => Device("known", 2) with { Activated = true }, Ct);
        await _store.UpdateAsync("called", _ => Device("called", 3), Ct);
        await _store.UpdateAsync("new", _ => Device("new", 4), Ct);
        (await _store.ListAsync(Ct)).Select(device => device.Id).ShouldBe(["new", "known", "off"]);
        await _store.UpdateAsync("newer", _ => Device("newer", 0), Ct);
        (await _store.ListAsync(Ct)).Select(device => device.Id).ShouldBe(["known", "off", "newer"]);
    }

    protected abstract Task<IDeviceStore> NewAsync();

    private static DeviceRecord Device(string id, int minute) => new() { Id = id, FirstSeen = _noon, LastSeen = _noon.AddMinutes(minute) };
}

public abstract class StoredDevicesSuite : DeviceStoreSuite
{
    private Database? _database;

    [Fact]
    public async Task A_device_keeps_its_persona_until_that_is_removed()
    {
        var store = new StoredDevices(_database!, MaxDevices);
        var personas = new StoredPersonas(_database!);
        var assignments = new DevicePersonas(store, TimeProvider.System);
        await personas.PutAsync(new Persona { Name = "nurse", Prompt = "Be kind." }, CancellationToken.None);
        await assignments.AssignAsync("aa", "nurse", CancellationToken.None);
        (await assignments.FindAsync("AA", CancellationToken.None)).ShouldBe("nurse");
        await Should.ThrowAsync<System.Data.Common.DbException>(async () => await assignments.AssignAsync("aa", "nobody", CancellationToken.None));
        await personas.RemoveAsync("nurse", CancellationToken.None);
        (await assignments.FindAsync("aa", CancellationToken.None)).ShouldBeNull();
    }

    public override async Task DisposeAsync()
    {
        await _database!.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task<IDeviceStore> NewAsync() => new StoredDevices(_database = await OpenAsync(), MaxDevices);

    protected abstract Task<Database> OpenAsync();
}

public sealed class SqliteDevicesTests : StoredDevicesSuite
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-devices-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override Task<Database> OpenAsync() =>
        Task.FromResult(Database.For(null, Path.Combine(_folder, "voicebus.db"), TimeProvider.System));
}

public sealed class PostgresDevicesTests(PostgresDevicesTests.Server server) : StoredDevicesSuite, IClassFixture<PostgresDevicesTests.Server>
{
    protected override async Task<Database> OpenAsync() =>
        Database.For(await server.Cluster.NewDatabaseAsync(), "unused", TimeProvider.System);

    public sealed class Server : IAsyncLifetime
    {
        public PostgresCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync() => Cluster = await PostgresCluster.StartNewAsync();

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}

public sealed class InMemoryDeviceStoreTests : DeviceStoreSuite
{
    protected override Task<IDeviceStore> NewAsync() => Task.FromResult<IDeviceStore>(new InMemoryDevices(new DeviceStoreOptions(MaxDevices)));
}
