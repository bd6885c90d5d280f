using Microsoft.Net.Http.Headers;

namespace VoiceBus.Gateway.Access;

/// <summary>What those are answered who do not get in: the setting that would let them in, in the body and in the log.</summary>
internal static class AccessAnswers
{
    /// <summary>421: asked by a name that may be anybody's.</summary>
    public static Task UnknownHostAsync(HttpContext context, AccessRefusals refusals)
    {
        var setting = "VOICEBUS_ALLOWED_HOSTS must list the name, or a token must come with the request";
        refusals.Tell(context, "host", $"asked as '{context.Request.Host.Value}': {setting}");
        return ProblemAsync(context, StatusCodes.Status421MisdirectedRequest, $"This server is not known by the name it was asked by: {setting}.");
    }

    /// <summary>403: another site's page.</summary>
    public static Task ForeignPageAsync(HttpContext context, AccessRefusals refusals)
    {
        var origin = context.Request.Headers.Origin.ToString();
        refusals.Tell(context, "origin", $"a page of '{origin}' asked '{context.Request.Host.Value}': VOICEBUS_ALLOWED_ORIGINS must list it to let it be a device");
        return ProblemAsync(
            context, StatusCodes.Status403Forbidden,
            "A page of another site may not do this. VOICEBUS_ALLOWED_ORIGINS lists the origins whose pages may be devices; behind a proxy set VOICEBUS_PUBLIC_URL.");
    }

    /// <summary>
    /// Refuses a page that is neither this server's own nor listed, before anything is stored: for what devices ask, where a
    /// page's browser says of which site it is.
    /// </summary>
    /// <returns>Whether it was refused; the answer is written then.</returns>
    public static async Task<bool> RefusePageAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0)
            return false;
        var services = context.RequestServices;
        if (!services.GetRequiredService<AllowedOrigins>().Allows(context.Request))
            await ForeignPageAsync(context, services.GetRequiredService<AccessRefusals>());
        else if (!services.GetRequiredService<AllowedOrigins>().IsListed(context.Request) && !services.GetRequiredService<AllowedHosts>().Contains(context.Request.Host))
            await UnknownHostAsync(context, services.GetRequiredService<AccessRefusals>());
        else
            return false;
        return true;
    }

    /// <summary>Lets the page of an origin that may ask read the answer.</summary>
    public static void AllowPage(HttpContext context, string methods, string headers)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (context.Request.Headers.Origin is not { Count: > 0 } origin)
            return;
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlAllowMethods = methods;
        context.Response.Headers.AccessControlAllowHeaders = headers;
    }

    /// <summary>Writes a problem; both conventions: problem details, and the fields other servers answer devices with.</summary>
    public static Task ProblemAsync(HttpContext context, int status, string detail) => Results.Problem(
        detail, statusCode: status, extensions: new Dictionary<string, object?> { ["success"] = false, ["message"] = detail }).ExecuteAsync(context);
}
