using VoiceBus.Core.Devices;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Storage;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class ActivationTests : IAsyncDisposable
{
    private static readonly CancellationToken _ct = CancellationToken.None;

    private readonly DeviceRig _rig = new();

    private Activation Activation => _rig.Activation;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task In_an_open_house_it_asks_for_nothing()
    {
        await using var open = new DeviceRig(closed: false);
        (await open.Activation.AskAsync("aa", null, "client", null, _ct)).ShouldBeNull();
        (await open.Activation.CheckAsync("aa", "client", null, _ct)).ShouldBe(ActivationState.Done);
    }

    [Fact]
    public async Task A_code_a_person_confirms_binds_its_client_once()
    {
        var shown = (await AskAsync("client")).ShouldNotBeNull();
        (await Activation.CheckAsync("aa", "client", null, _ct)).ShouldBe(ActivationState.Pending);
        (await Activation.CheckAsync("aa", "other", null, _ct)).ShouldBe(ActivationState.Unknown);
        (await Activation.ConfirmAsync("nonsense", _ct)).ShouldBeNull();
        var (before, after) = (await Activation.ConfirmAsync(shown.Code, _ct)).ShouldNotBeNull();
        (before, after.Activated, after.BoundClientId).ShouldBe((null, true, "client"));
        (await Activation.ConfirmAsync(shown.Code, _ct)).ShouldBeNull();
        (await Activation.CheckAsync("aa", "client", null, _ct)).ShouldBe(ActivationState.Done);
        (await AskAsync("client")).ShouldBeNull();
    }

    [Fact]
    public async Task Another_client_has_a_code_of_its_own_and_typing_it_moves_the_binding()
    {
        await Activation.ConfirmAsync((await AskAsync("client"))!.Code, _ct);
        var other = (await AskAsync("other")).ShouldNotBeNull();
        (await AskAsync(null)).ShouldNotBeNull().Code.ShouldNotBe(other.Code, "none is a client too");
        (await Activation.CheckAsync("aa", "client", null, _ct)).ShouldBe(ActivationState.Done);
        var (before, after) = (await Activation.ConfirmAsync(other.Code, _ct)).ShouldNotBeNull();
        (before!.BoundClientId, after.BoundClientId).ShouldBe(("client", "other"));
        (await AskAsync("client")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_code_grows_old()
    {
        var shown = (await AskAsync("client")).ShouldNotBeNull();
        _rig.Time.Advance(TimeSpan.FromMinutes(31));
        (await Activation.ConfirmAsync(shown.Code, _ct)).ShouldBeNull();
        (await Activation.CheckAsync("aa", "client", null, _ct)).ShouldBe(ActivationState.Unknown);
        (await AskAsync("client")).ShouldNotBeNull().Challenge.ShouldNotBe(shown.Challenge);
    }

    [Fact]
    public async Task However_many_devices_ask_the_codes_stay_bounded_and_apart()
    {
        for (var n = 0; n < PendingActivation.Max + 50; n++)
        {
            await Activation.AskAsync($"{n}", null, "client", null, _ct);
            _rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var kept = await _rig.Pending.ListAsync(_ct);
        kept.Count.ShouldBe(PendingActivation.Max);
        kept.Select(static pending => pending.Code).ShouldBeUnique();
        kept[0].DeviceId.ShouldBe("50", "the oldest make room");
    }

    private async Task<PendingActivation?> AskAsync(string? client) =>
        await Activation.AskAsync("aa", await _rig.Devices.FindAsync("aa", _ct), client, "192.0.2.1", _ct);
}
