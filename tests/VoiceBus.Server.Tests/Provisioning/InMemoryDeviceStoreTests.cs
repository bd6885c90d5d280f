using VoiceBus.Server.Provisioning;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class InMemoryDeviceStoreTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_full_store_forgets_whom_nobody_decided_about_and_who_was_not_seen_for_longest()
    {
        var store = new InMemoryDeviceStore(3);
        await SeeAsync(store, "off", 0, static device => device with { Enabled = false });
        await SeeAsync(store, "old", 1);
        await SeeAsync(store, "new", 2);
        await SeeAsync(store, "newest", 3);

        (await store.ListAsync(CancellationToken.None)).Select(static device => device.Id).ShouldBe(["newest", "new", "off"]);
    }

    [Fact]
    public async Task Ids_are_the_same_in_any_case()
    {
        var store = new InMemoryDeviceStore(3);
        await SeeAsync(store, "aa:bb", 0);
        await SeeAsync(store, "AA:BB", 1);
        (await store.ListAsync(CancellationToken.None)).ShouldHaveSingleItem().LastSeen.ShouldBe(_start.AddMinutes(1));
        (await store.FindAsync("Aa:Bb", CancellationToken.None)).ShouldNotBeNull();
    }

    private static async Task SeeAsync(InMemoryDeviceStore store, string id, int minute, Func<DeviceRecord, DeviceRecord>? change = null)
    {
        var seen = new DeviceRecord { Id = id, FirstSeen = _start, LastSeen = _start.AddMinutes(minute) };
        await store.UpdateAsync(id, _ => change?.Invoke(seen) ?? seen, CancellationToken.None);
    }
}
