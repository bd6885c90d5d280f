using System.Net.ServerSentEvents;
using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Operating;

public sealed class EventsApiTests
{
    [Fact]
    public async Task The_facts_of_one_session_arrive_as_they_happen_and_without_words()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var one = await scripted.Server.ConnectAsync(deadline.Token);
        await using var other = await scripted.Server.ConnectAsync(deadline.Token);
        using var response = await client.Http.GetAsync(
            new Uri($"/api/events?session={one.SessionId}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        await using var stream = await response.Content.ReadAsStreamAsync(deadline.Token);

        await other.TypeAsync("not for you", deadline.Token);
        await one.TypeAsync("my secret words", deadline.Token);

        var heard = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(deadline.Token))
        {
            using var data = JsonDocument.Parse(item.Data);
            data.RootElement.TryGetProperty("at", out _).ShouldBeTrue();
            data.RootElement.GetRawText().ShouldNotContain("secret");
            data.RootElement.GetRawText().ShouldContain(one.SessionId);
            heard.Add(item.EventType);
            if (item.EventType == "turn_ended")
                break;
        }

        heard.ShouldContain("turn_started");
        heard.ShouldContain("turn_reached");
        heard.ShouldContain("call_completed");
        heard.ShouldContain("provider_attempted");
    }

    [Fact]
    public async Task A_reader_that_leaves_leaves_nothing_behind()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync();
        var dispatcher = scripted.Server.Get<EventDispatcher>();
        var before = dispatcher.Observers;
        using var client = new OperatorClient(scripted.Server);
        var readers = new List<HttpResponseMessage>();
        for (var n = 0; n < 5; n++)
            readers.Add(await client.Http.GetAsync(new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, deadline.Token));
        await Eventually.TrueAsync(() => dispatcher.Observers == before + 5, () => $"{before} before, {dispatcher.Observers}");

        readers.ForEach(reader => reader.Dispose());

        await Eventually.TrueAsync(() => dispatcher.Observers == before, () => $"{before} before, {dispatcher.Observers}");
    }

    [Fact]
    public async Task Readers_do_not_hold_the_server_back_when_it_stops()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        using var reader = await client.Http.GetAsync(
            new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, deadline.Token);

        await using var stream = await reader.Content.ReadAsStreamAsync(deadline.Token);
        await scripted.DisposeAsync();

        await stream.CopyToAsync(Stream.Null, deadline.Token);
    }

    [Fact]
    public async Task Those_who_may_only_read_leave_room_for_the_admin()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:AdminToken=sesame", "--VoiceBus:ReadToken=look"]);
        using var client = new OperatorClient(scripted.Server);
        var readers = new List<HttpResponseMessage>();
        try
        {
            client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "look");
            for (var n = 0; n < 80; n++)
                readers.Add(await OpenAsync(200));
            await client.GetAsync("/api/events", expected: 503);

            client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sesame");
            for (var n = 0; n < 20; n++)
                readers.Add(await OpenAsync(200));
            await client.GetAsync("/api/events", expected: 503);
            await scripted.CatchUpAsync();
            scripted.Events.Of<AccessRefused>().ShouldContain(static refused => refused.Kind == "events");

            readers[0].Dispose(); // Who leaves makes room.
            await Eventually.GetAsync(
                async () =>
                {
                    using var probe = await OpenAsync();
                    return (int)probe.StatusCode;
                },
                static status => status == 200);
        }
        finally
        {
            readers.ForEach(static reader => reader.Dispose());
        }

        async Task<HttpResponseMessage> OpenAsync(int? expected = null)
        {
            var response = await client.Http.GetAsync(new Uri("/api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (expected is not null)
                ((int)response.StatusCode).ShouldBe(expected.Value);
            return response;
        }
    }
}
