using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using VoiceBus.Server.Limits;

namespace VoiceBus.Server.Api.Admin;

/// <summary>Keeps control routes to who may use them.</summary>
internal static class AdminFilter
{
    /// <summary>The routes need the admin token, see <see cref="AdminAccess"/>; otherwise 401 or 403.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(static (context, next) =>
        {
            var http = context.HttpContext;
            var access = http.RequestServices.GetRequiredService<AdminAccess>();
            var wrong = http.RequestServices.GetRequiredService<WrongTokens>();
            var hasToken = access.IsTokenNeeded && http.Request.Headers.Authorization.Count > 0;
            if (hasToken && wrong.IsRefused(http))
                return ValueTask.FromResult<object?>(TooManyWrong(http));
            var verdict = access.Judge(http.Request);
            if (hasToken && verdict == AdminVerdict.TokenMissing)
                wrong.Count(http);
            return verdict switch
            {
                AdminVerdict.Allowed => next(context),
                AdminVerdict.TokenMissing => ValueTask.FromResult<object?>(TokenMissing(http)),
                _ => ValueTask.FromResult<object?>(ForeignSite()),
            };
        });

    private static ProblemHttpResult TokenMissing(HttpContext http)
    {
        http.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"VoiceBus\"";
        return TypedResults.Problem(
            "This needs the admin token: Authorization: Bearer <token>. Where it is to be found, the server said at its start.",
            statusCode: StatusCodes.Status401Unauthorized);
    }

    private static ProblemHttpResult TooManyWrong(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "60";
        return TypedResults.Problem(
            "Too many wrong tokens came from this address; it may try again in a minute. limits.wrong_tokens_per_minute of the live configuration says how many.",
            statusCode: StatusCodes.Status429TooManyRequests);
    }

    private static ProblemHttpResult ForeignSite() => TypedResults.Problem(
        "Without an admin token only this machine itself may do this, not a page of another site. Set VOICEBUS_ADMIN_TOKEN to use another name.",
        statusCode: StatusCodes.Status403Forbidden);
}
