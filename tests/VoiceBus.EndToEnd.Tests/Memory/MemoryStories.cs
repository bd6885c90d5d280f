using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Memory;

/// <summary>What a person notices of memory, whatever database is behind it; each story has an empty one.</summary>
public abstract partial class MemoryStories(IPlaces places) : IAsyncLifetime
{
    private const string Device = "02:AA:00:00:00:01";

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(90));
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private string[] _place = [];

    private CancellationToken Ct => _deadline.Token;

    public async Task InitializeAsync() => _place = await places.NewAsync();

    public Task DisposeAsync()
    {
        _http.Dispose();
        _deadline.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A gateway whose model knows what it reads in its context and nothing else.</summary>
    private Task<ScriptedServer> GatewayAsync(params string[] args) => GatewayAsync(framesPerSentence: 2, args);

    // The stories are of what is remembered, not of how long a busy machine's database is waited for.
    private async Task<ScriptedServer> GatewayAsync(int framesPerSentence, params string[] args)
    {
        var gateway = await ScriptedServer.StartAsync(framesPerSentence: framesPerSentence, args: ["--VoiceBus:Memory:LoadTimeout=00:00:30", .. _place, .. args]);
        gateway.Model = messages => [new TextContent(Answer(messages))];
        return gateway;
    }

    private static string Answer(IReadOnlyList<ChatMessage> messages)
    {
        if (!messages[^1].Text.StartsWith("who", StringComparison.OrdinalIgnoreCase))
            return "Noted.";
        var named = messages.Take(messages.Count - 1).LastOrDefault(message => message.Text.Contains("my name is", StringComparison.OrdinalIgnoreCase));
        return named is null ? "I do not know you." : $"You are {named.Text.Split(' ')[^1].TrimEnd('.')}.";
    }

    /// <summary>Connects, types, and hangs up.</summary>
    private async Task<string> AskAsync(ScriptedServer gateway, string text)
    {
        await using var device = await gateway.Server.ConnectAsync(Ct, Device);
        return (await device.TypeAsync(text, Ct)).Text;
    }

    private async Task<JsonElement> HistoryAsync(ScriptedServer gateway, string device = Device) =>
        await _http.GetFromJsonAsync<JsonElement>(new Uri(gateway.Server.Http, $"/api/devices/{device}/history"), Ct);

    /// <summary>Waits until the given number of turns is kept.</summary>
    private async Task<JsonElement[]> TurnsAsync(ScriptedServer gateway, int count)
    {
        var history = await Eventually.GetAsync(() => HistoryAsync(gateway), kept => kept.GetProperty("turns").GetArrayLength() >= count);
        return [.. history.GetProperty("turns").EnumerateArray()];
    }

    private async Task PutAsync(ScriptedServer gateway, string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(new Uri(gateway.Server.Http, path), body, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    private async Task GivePersonaAsync(ScriptedServer gateway, string persona)
    {
        using var answer = await _http.PatchAsJsonAsync(new Uri(gateway.Server.Http, $"/api/devices/{Device}"), new { persona }, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static bool Is<TMessage>(DeviceEvent happened)
        where TMessage : ServerMessage => happened is MessageReceived { Message: TMessage };
}

public sealed class FileMemoryTests(FilePlaces places) : MemoryStories(places), IClassFixture<FilePlaces>;
