using System.Text;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>A server whose model is a vendor that writes what the test says, and a device that types.</summary>
internal sealed class OddVendor : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _deadline = new(_limit);

    private IDisposable? _observing;

    private OddVendor(FakeOpenAiServer vendor) => Vendor = vendor;

    public FakeOpenAiServer Vendor { get; }

    public RunningServer Server { get; private set; } = null!;

    public DeviceClient Device { get; private set; } = null!;

    public EventLedger Told { get; } = new();

    public CancellationToken Deadline => _deadline.Token;

    public static async Task<OddVendor> StartAsync(params VendorReply[] script)
    {
        var odd = new OddVendor(await FakeOpenAiServer.StartAsync(script));
        odd.Server = await RunningServer.StartAsync(ScriptedServer.WithoutProbes, $"--VoiceBus:Llm:Url={odd.Vendor.Url}", "--VoiceBus:Llm:Model=m");
        odd._observing = odd.Server.Get<EventDispatcher>().Observe(odd.Told);
        odd.Device = await odd.Server.ConnectAsync(odd.Deadline);
        return odd;
    }

    /// <summary>A stream of the given events, ended by HTTP alone.</summary>
    public static VendorReply Events(params string[] data) =>
        VendorReply.Body(Encoding.UTF8.GetBytes(string.Concat(data.Select(static one => $"data: {one}\n\n"))));

    /// <summary>What the device is told when it types something.</summary>
    public async Task<string> TypeAsync(string text) => (await Device.TypeAsync(text, Deadline)).Text;

    public async ValueTask DisposeAsync()
    {
        _observing?.Dispose();
        await Device.DisposeAsync();
        await Server.DisposeAsync();
        await Vendor.DisposeAsync();
        _deadline.Dispose();
    }
}
