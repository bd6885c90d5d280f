using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.Device.Mcp;
using VoiceBus.Protocol;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>A server whose pictures go to a fake vendor, and a simulated device with a camera that was told where to send them.</summary>
internal sealed class VisionRig : IAsyncDisposable
{
    public const string Mac = "02:00:00:00:00:ca";
    public const string Client = "11111111-2222-4333-8444-555555555555";

    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false });

    private VisionRig(FakeOpenAiServer vendor, ScriptedServer scripted) => (Vendor, Scripted) = (vendor, scripted);

    public FakeOpenAiServer Vendor { get; }

    public ScriptedServer Scripted { get; }

    public DeviceClient Device { get; private set; } = null!;

    public DeviceVision Grant { get; private set; } = null!;

    /// <summary>Starts with a model of its own for pictures.</summary>
    public static async Task<VisionRig> StartAsync(
        CancellationToken ct, VendorReply? reply = null, Func<IChatClient>? mind = null, params string[] args)
    {
        var vendor = await FakeOpenAiServer.StartAsync(reply is null ? [] : [reply]);
        return await StartAsync(
            vendor, mind, ct, [$"--VoiceBus:Vision:Url={vendor.Url}", "--VoiceBus:Vision:Key=eye-key", "--VoiceBus:Vision:Model=eye", .. args]);
    }

    /// <summary>Starts with exactly these settings.</summary>
    public static async Task<VisionRig> StartAsync(FakeOpenAiServer vendor, Func<IChatClient>? mind, CancellationToken ct, params string[] args)
    {
        var rig = new VisionRig(vendor, await ScriptedServer.StartAsync(mind: mind, args: args));
        await rig.ConnectAsync(ct);
        return rig;
    }

    /// <summary>Waits for the fact that tells how a picture fared.</summary>
    public Task<T> ToldAsync<T>()
        where T : DiagnosticEvent => Scripted.Events.TheOneAsync<T>();

    /// <summary>Sends a picture as the device's camera does, with whatever token and identity.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(
        byte[] picture, CancellationToken ct, string? token = null, string device = Mac, string? client = Client, string question = "What is this?")
    {
        var camera = new DeviceCamera(_http, picture, device, client);
        using var response = await camera.PostAsync(Grant with { Token = token ?? Grant.Token }, question, ct);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    /// <summary>Sends any body with the device's own leave.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(HttpContent content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Grant.Url) { Content = content };
        request.Headers.Add("Device-Id", Mac);
        request.Headers.Authorization = new("Bearer", Grant.Token);
        using var response = await _http.SendAsync(request, ct);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct)));
    }

    public Task<string> GetAsync(CancellationToken ct) => _http.GetStringAsync(Grant.Url, ct);

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        _http.Dispose();
        await Scripted.DisposeAsync();
        await Vendor.DisposeAsync();
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        var tools = new DeviceTools(new DeviceCamera(_http, Pictures.Jpeg, Mac, Client));
        Device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions
            {
                Url = Scripted.Server.Socket,
                DeviceId = Mac,
                ClientId = Client,
                Features = new DeviceFeatures { Mcp = true },
                Tools = tools,
            }, ct);
        Grant = (await tools.Vision.WaitAsync(ct)).ShouldNotBeNull();
        await Scripted.Events.TheOneAsync<DeviceToolsListed>();
    }
}
