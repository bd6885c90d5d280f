using Microsoft.Extensions.Time.Testing;
using VoiceBus.Server.Provisioning;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class ActivationTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryDeviceStore _devices = new(2000);
    private readonly DeviceRecord _device = new() { Id = "aa" };

    [Fact]
    public void Switched_off_it_asks_for_nothing() => Activation(enabled: false).Ask(_device).ShouldBeNull();

    [Fact]
    public async Task A_code_a_person_confirms_lets_the_device_in_once()
    {
        var activation = Activation();
        await _devices.UpdateAsync("aa", _ => _device, CancellationToken.None);
        var shown = activation.Ask(_device).ShouldNotBeNull();
        (await activation.CheckAsync("aa", null, CancellationToken.None)).ShouldBe(ActivationState.Pending);
        (await activation.ConfirmAsync("nonsense", CancellationToken.None)).ShouldBeNull();
        (await activation.ConfirmAsync(shown.Code, CancellationToken.None)).ShouldNotBeNull().Activated.ShouldBeTrue();
        (await activation.ConfirmAsync(shown.Code, CancellationToken.None)).ShouldBeNull();
        (await activation.CheckAsync("aa", null, CancellationToken.None)).ShouldBe(ActivationState.Done);
    }

    [Fact]
    public async Task A_code_grows_old()
    {
        var activation = Activation();
        await _devices.UpdateAsync("aa", _ => _device, CancellationToken.None);
        var shown = activation.Ask(_device).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(31));
        (await activation.ConfirmAsync(shown.Code, CancellationToken.None)).ShouldBeNull();
        (await activation.CheckAsync("aa", null, CancellationToken.None)).ShouldBe(ActivationState.Unknown);
        activation.Ask(_device).ShouldNotBeNull().Challenge.ShouldNotBe(shown.Challenge);
    }

    [Fact]
    public void However_many_devices_ask_the_codes_stay_bounded_and_apart()
    {
        var activation = Activation();
        var codes = Enumerable.Range(0, 1200).Select(i => activation.Ask(_device with { Id = $"{i}" })!.Code).ToArray();
        codes[^1000..].ShouldBeUnique();
        activation.Ask(_device with { Id = "1199" })!.Code.ShouldBe(codes[^1]);
    }

    private Activation Activation(bool enabled = true) => new(new ActivationOptions { Enabled = enabled }, _devices, _time);
}
