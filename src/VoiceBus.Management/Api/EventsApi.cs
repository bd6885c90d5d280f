using System.ComponentModel;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Gateway.Access;

namespace VoiceBus.Management.Api;

/// <summary>Live events as server-sent events.</summary>
public static class EventsApi
{
    /// <summary>Maps the route; it asks for <see cref="EventDispatcher"/>, <see cref="TextPolicy"/> and the clock.</summary>
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/events", Get)
            .WithTags("events").WithName("getEvents")
            .WithSummary("Live diagnostic events as server-sent events")
            .WithDescription(
                "event: the event's name in snake_case; data: {at, …fields}, durations in ms. A comment every 15 s when nothing happens. "
                + "A slow reader loses the oldest events and is told how many by the event \"dropped\": {count}. "
                + "What people said is in it if monitoring.log_text is on and the caller is the admin.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return endpoints;
    }

    private static Results<ServerSentEventsResult<string>, ProblemHttpResult> Get(
        HttpContext context,
        EventDispatcher dispatcher,
        TextPolicy text,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        EventReaders readers,
        AccessRefusals refusals,
        [Description("Only events about this session.")] string? session = null)
    {
        var isAdmin = TokenAuthentication.IsAdmin(context);
        if (readers.TryEnter(isAdmin) is not { } place)
        {
            refusals.Tell(context, "events", "too many read /api/events already");
            return TypedResults.Problem(
                $"{EventReaders.Max} read already, or {EventReaders.Max - EventReaders.KeptForAdmin} that are not the admin.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        context.Response.RegisterForDispose(place);
        context.Response.Headers["X-Accel-Buffering"] = "no"; // Or nginx keeps it until there is more.
        var feed = new EventFeed(string.IsNullOrEmpty(session) ? null : session, () => isAdmin && text.IsShown, time);
        return TypedResults.ServerSentEvents(StreamAsync(feed, dispatcher, context.Response, lifetime, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> StreamAsync(
        EventFeed feed,
        EventDispatcher dispatcher,
        HttpResponse response,
        IHostApplicationLifetime lifetime,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        using var listening = dispatcher.Observe(feed);
        await foreach (var item in feed.ReadAsync(Comment, over.Token))
            yield return item;

        // Between two items only this writes to the response: whoever asks for the next item waits for it.
        async Task Comment(CancellationToken token)
        {
            await response.WriteAsync(":\n\n", token);
            await response.Body.FlushAsync(token);
        }
    }
}
