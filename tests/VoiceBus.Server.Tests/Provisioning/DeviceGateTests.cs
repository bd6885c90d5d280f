using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Facts;
using VoiceBus.Server.Provisioning;
using VoiceBus.Server.Transport;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Provisioning;

public sealed class DeviceGateTests
{
    private static readonly DeviceIdentity _device = new("AA:BB", null, null, null, 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_the_registry_only_who_must_be_known_stays_out(bool mustBeKnown)
    {
        var (facts, time) = (new RecordedFacts(), new FakeTimeProvider());
        var gate = new DeviceGate(new HangingDevices(), new Activation(new ActivationOptions { Enabled = mustBeKnown }, new HangingDevices(), time), facts, time);
        var refusing = gate.RefuseAsync(_device, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(3));
        (await refusing.WaitAsync(TimeSpan.FromSeconds(20)) is not null).ShouldBe(mustBeKnown);
        var welcoming = gate.WelcomeAsync(_device, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(3));
        await welcoming.WaitAsync(TimeSpan.FromSeconds(20));
        facts.Of<MemoryUnavailable>().Count.ShouldBe(2);
    }

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
