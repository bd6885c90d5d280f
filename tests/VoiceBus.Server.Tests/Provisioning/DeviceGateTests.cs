using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Gateway.Transport;
using VoiceBus.Storage;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class DeviceGateTests
{
    private const string Key = "a key of sixteen characters";
    private static readonly CancellationToken _ct = CancellationToken.None;

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, 503)]
    [InlineData(true, "static", null)]
    [InlineData(true, "wrong", 503)]
    public async Task Without_the_registry_only_who_needs_none_is_let_in(bool closed, string? token, int? status)
    {
        await using var rig = new DeviceRig(closed, staticToken: "static", key: Key, devices: static _ => new HangingDevices());
        var admitting = rig.Gate.AdmitAsync(Identity(token), _ct).AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        ((await admitting.WaitAsync(TimeSpan.FromSeconds(20))).Refusal?.Status).ShouldBe(status);
        var rechecking = rig.Gate.RecheckAsync(Identity(token), _ct).AsTask();
        rig.Time.Advance(TimeSpan.FromSeconds(3));
        (await rechecking.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeNull();
        rig.Events.Of<MemoryUnavailable>().Count.ShouldBe(2);
        rig.Events.Of<DeviceRefused>().Count.ShouldBe(status is null ? 0 : 1);
    }

    [Fact]
    public async Task A_token_is_good_for_thirty_days_and_longer_while_it_is_used()
    {
        await using var rig = new DeviceRig(key: Key);
        var waiting = (await rig.Activation.AskAsync("aa:bb", null, "client", null, _ct)).ShouldNotBeNull();
        await rig.Activation.ConfirmAsync(waiting.Code, _ct);
        var first = await rig.Credentials.IssueAsync("AA:BB", "client", _ct);
        var unused = await rig.Credentials.IssueAsync("AA:BB", "client", _ct);
        unused.ShouldBe(first, "tokens of one second are the same");
        rig.Time.Advance(TimeSpan.FromDays(10));
        var second = await rig.Credentials.IssueAsync("AA:BB", "client", _ct);
        (await rig.Gate.AdmitAsync(Identity(second), _ct)).Refusal.ShouldBeNull();
        for (var week = 0; week < 8; week++)
        {
            rig.Time.Advance(TimeSpan.FromDays(7));
            (await rig.Gate.AdmitAsync(Identity(second), _ct)).Refusal.ShouldBeNull();
        }

        (await rig.Gate.AdmitAsync(Identity(first), _ct)).Refusal.ShouldNotBeNull().Reason.ShouldContain("30 days");
        rig.Time.Advance(TimeSpan.FromDays(29));
        (await rig.Gate.AdmitAsync(Identity(second), _ct)).Refusal.ShouldBeNull();
        rig.Time.Advance(TimeSpan.FromDays(31));
        (await rig.Gate.AdmitAsync(Identity(second), _ct)).Refusal.ShouldNotBeNull().Reason.ShouldContain("30 days");
    }

    [Fact]
    public async Task An_older_token_does_not_take_the_place_of_the_one_in_use()
    {
        await using var rig = new DeviceRig(key: Key);
        await rig.Activation.ConfirmAsync((await rig.Activation.AskAsync("aa:bb", null, "client", null, _ct))!.Code, _ct);
        var older = await rig.Credentials.IssueAsync("aa:bb", "client", _ct);
        rig.Time.Advance(TimeSpan.FromDays(1));
        var inUse = await rig.Credentials.IssueAsync("aa:bb", "client", _ct);
        (await rig.Gate.AdmitAsync(Identity(inUse), _ct)).Refusal.ShouldBeNull();
        (await rig.Gate.AdmitAsync(Identity(older), _ct)).Refusal.ShouldBeNull("it is young itself");
        rig.Time.Advance(TimeSpan.FromDays(30));
        (await rig.Gate.AdmitAsync(Identity(older), _ct)).Refusal.ShouldNotBeNull();
        (await rig.Gate.AdmitAsync(Identity(inUse), _ct)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task A_ticket_is_good_for_a_minute()
    {
        await using var rig = new DeviceRig();
        var (used, old) = (await rig.Tickets.IssueAsync(_ct), await rig.Tickets.IssueAsync(_ct));
        rig.Time.Advance(TimeSpan.FromSeconds(59));
        (await rig.Gate.AdmitAsync(Identity(null) with { Ticket = used }, _ct)).Refusal.ShouldBeNull();
        (await rig.Gate.AdmitAsync(Identity(null) with { Ticket = used }, _ct)).Refusal.ShouldNotBeNull();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await rig.Gate.AdmitAsync(Identity(null) with { Ticket = old }, _ct)).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_is_made_once_by_whoever_needs_it_first_and_outlives_the_database()
    {
        await using var rig = new DeviceRig();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await new DeviceKey(new ProvisioningOptions(), new StoredSecrets(rig.Database)).ReadAsync(_ct)));
        keys.ShouldAllBe(key => key.SequenceEqual(keys[0]));
        keys[0].Length.ShouldBe(32);

        var known = new DeviceKey(new ProvisioningOptions(), new StoredSecrets(rig.Database));
        await known.ReadAsync(_ct);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(rig.File)!))
            File.Delete(file);
        await (await rig.Database.OpenAsync(_ct)).DisposeAsync();
        (await known.ReadAsync(_ct)).ShouldBe(keys[0]);
        (await new DeviceKey(new ProvisioningOptions(), new StoredSecrets(rig.Database)).ReadAsync(_ct)).ShouldBe(keys[0], "the new database was given it");
    }

    [Theory]
    [InlineData("short", null, "VOICEBUS_DEVICE_KEY must have")]
    [InlineData(null, "test-token", "VOICEBUS_XINNAN_KEY is 'test-token'")]
    [InlineData("the same for both of them", "the same for both of them", "must not be the same")]
    public void A_key_that_keeps_nobody_out_is_refused_at_start(string? own, string? xinnan, string why) => Should.Throw<InvalidOperationException>(
        () => DeviceGateOptions.From(null, new ProvisioningOptions { DeviceKey = own, XinnanKey = xinnan })).Message.ShouldContain(why);

    [Fact]
    public void Who_was_let_in_is_remembered_within_bounds()
    {
        var admitted = new AdmittedDevices(2);
        var own = new DeviceCredential(CredentialKind.Own, DateTimeOffset.UnixEpoch);
        foreach (var id in new[] { "a", "b", "a", "c" })
            admitted.Add(id, "client", own);
        admitted.Knows("B", "client", own).ShouldBeFalse("the oldest is forgotten first");
        admitted.Knows("A", "client", own).ShouldBeTrue();
        admitted.Knows("a", "other", own).ShouldBeFalse();
        admitted.Knows("a", "client", own with { Issued = DateTimeOffset.UnixEpoch.AddSeconds(-1) }).ShouldBeFalse();
        admitted.Knows("a", "client", own with { Kind = CredentialKind.Xinnan }).ShouldBeFalse();
        admitted.Remove("A");
        admitted.Knows("a", "client").ShouldBeFalse();
    }

    private static DeviceIdentity Identity(string? token) => new("AA:BB", "client", null, token is null ? null : $"Bearer {token}", 1);

    private sealed class HangingDevices : IDeviceStore
    {
        public ValueTask<DeviceRecord?> FindAsync(string id, CancellationToken cancellationToken) => HangAsync<DeviceRecord?>(cancellationToken);

        public ValueTask<DeviceRecord> UpdateAsync(string id, Func<DeviceRecord?, DeviceRecord> change, CancellationToken cancellationToken) =>
            HangAsync<DeviceRecord>(cancellationToken);

        public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) => HangAsync<bool>(cancellationToken);

        public ValueTask<IReadOnlyList<DeviceRecord>> ListAsync(CancellationToken cancellationToken) => HangAsync<IReadOnlyList<DeviceRecord>>(cancellationToken);

        private static async ValueTask<T> HangAsync<T>(CancellationToken cancellationToken) =>
            await new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken);
    }
}
