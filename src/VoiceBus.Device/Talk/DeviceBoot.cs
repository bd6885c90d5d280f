using System.Text;
using System.Text.Json;
using VoiceBus.Device.Doctor;

namespace VoiceBus.Device.Talk;

/// <summary>Connects as a board does that was refused: asks the server for a token of its own, or for its code.</summary>
internal static class DeviceBoot
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Connects; a device without a token asks for one when the server wants it.</summary>
    /// <exception cref="DeviceException">Whatever <see cref="DeviceClient.ConnectAsync"/> throws; or the device must be
    /// activated, and the message names its code.</exception>
    public static async Task<DeviceClient> ConnectAsync(DeviceClientOptions options, CancellationToken ct)
    {
        try
        {
            return await DeviceClient.ConnectAsync(options, ct);
        }
        catch (DeviceException refused) when (refused.Failure == DeviceFailure.Rejected && options.Token is null)
        {
            if (await AskAsync(options, ct) is not { } answer)
                throw;
            if (answer.Code is { } code)
                throw new DeviceException(DeviceFailure.Rejected, $"{options.Url} does not know this device yet: type the code {code} at its console, under Devices, and try again; or give the device token by --token", refused);
            if (answer.Token is not { } token)
                throw;
            return await DeviceClient.ConnectAsync(options with { Token = token }, ct);
        }
    }

    private static async Task<OtaReply?> AskAsync(DeviceClientOptions options, CancellationToken ct)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = _timeout };
        using var request = new HttpRequestMessage(HttpMethod.Post, Address(options.Url)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Device-Id", options.DeviceId);
        request.Headers.Add("Client-Id", options.ClientId);
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode ? new OtaReply(JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(ct))) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null; // Not a server that could be asked: why it refused is told.
        }
    }

    private static Uri Address(Uri socket) =>
        new UriBuilder(socket) { Scheme = socket.Scheme == "wss" ? "https" : "http", Port = socket.Port, Path = "/xiaozhi/ota/", Query = "" }.Uri;
}
