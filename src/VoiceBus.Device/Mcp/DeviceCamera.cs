using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace VoiceBus.Device.Mcp;

/// <summary>
/// A camera in front of which always stands the same picture; sends it where the server wants it, byte by byte as firmware
/// does (protocol.md 7): two parts in order, chunked, without a length. Safe from any thread.
/// </summary>
/// <param name="http">The line.</param>
/// <param name="picture">What it sees; sent as it is, whatever it holds.</param>
/// <param name="deviceId">Sent as Device-Id.</param>
/// <param name="clientId">Sent as Client-Id; null sends none.</param>
public sealed class DeviceCamera(HttpClient http, ReadOnlyMemory<byte> picture, string deviceId, string? clientId)
{
    private const string Boundary = "----ESP32_CAMERA_BOUNDARY";

    /// <summary>Takes the picture and has it explained.</summary>
    /// <param name="where">What the server said; null when it said nothing.</param>
    /// <param name="question">What is to be known.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The server's words as they came.</returns>
    /// <exception cref="DeviceException">The picture could not be sent, or the answer was not a 200.</exception>
    public async Task<string> TakePhotoAsync(DeviceVision? where, string question, CancellationToken ct)
    {
        if (where is null)
            throw new DeviceException(DeviceFailure.Rejected, "Image explain URL or token is not set");
        using var response = await PostAsync(where, question, ct);
        return response.StatusCode == HttpStatusCode.OK
            ? await response.Content.ReadAsStringAsync(ct)
            : throw new DeviceException(DeviceFailure.Rejected, $"Failed to upload photo, status code: {(int)response.StatusCode}");
    }

    /// <summary>Posts the picture.</summary>
    /// <param name="where">What the server said.</param>
    /// <param name="question">What is to be known.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="DeviceException">The server cannot be reached.</exception>
    public async Task<HttpResponseMessage> PostAsync(DeviceVision where, string question, CancellationToken ct)
    {
        using var body = new MultipartFormDataContent(Boundary);
        var asked = new ByteArrayContent(Encoding.UTF8.GetBytes(question));
        body.Add(asked, "\"question\"");
        var file = new ReadOnlyMemoryContent(picture);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        body.Add(file, "\"file\"", "\"camera.jpg\"");
        using var request = new HttpRequestMessage(HttpMethod.Post, where.Url) { Content = body };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Device-Id", deviceId);
        if (clientId is not null)
            request.Headers.TryAddWithoutValidation("Client-Id", clientId);
        if (where.Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", where.Token);
        try
        {
            return await http.SendAsync(request, ct);
        }
        catch (HttpRequestException unreachable)
        {
            throw new DeviceException(DeviceFailure.Unreachable, $"Failed to connect to explain URL {where.Url}: {unreachable.Message}", unreachable);
        }
    }
}
