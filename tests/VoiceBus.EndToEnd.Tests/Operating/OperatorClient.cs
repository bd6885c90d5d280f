using System.Net.Http.Json;
using System.Text.Json;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Operating;

/// <summary>Asks a server what an operator asks.</summary>
internal sealed class OperatorClient(RunningServer server) : IDisposable
{
    public HttpClient Http { get; } = new() { BaseAddress = server.Http, Timeout = TimeSpan.FromSeconds(30) };

    public async Task<JsonElement> GetAsync(string path, int expected = 200)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        ((int)response.StatusCode).ShouldBe(expected, path);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<(int Status, string? Type)> PostAsync(string path, object? body = null)
    {
        using var response = body is null
            ? await Http.PostAsync(new Uri(path, UriKind.Relative), null)
            : await Http.PostAsJsonAsync(path, body);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
    }

    public void Dispose() => Http.Dispose();
}
