using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Gateway.Provisioning;
using VoiceBus.Management.Api.Memory;

namespace VoiceBus.Management.Api.Devices;

/// <summary>Where the console's talk page gets what lets its socket in.</summary>
public static class TalkTicketsApi
{
    /// <summary>Maps the route.</summary>
    public static IEndpointRouteBuilder MapTalkTickets(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/talk/ticket", IssueAsync).WithTags("devices").WithName("issueTalkTicket")
            .WithSummary("A ticket that lets one socket in as a device")
            .WithDescription("Good once, for a minute, at any gateway of the database: a page puts it into the socket's URL as ticket.")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .NeedsDatabase();
        return endpoints;
    }

    private static async Task<Ok<TalkTicketDto>> IssueAsync(TalkTickets tickets, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TalkTicketDto(await tickets.IssueAsync(cancellationToken), (int)TalkTickets.Lifetime.TotalSeconds));
    }
}

/// <summary>Body of the answer of POST /api/talk/ticket.</summary>
/// <param name="Ticket">To be sent once, as the query's <c>ticket</c>.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record TalkTicketDto(string Ticket, int ExpiresIn);
