using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Gateway.Access;

/// <summary>Where the console trades the code of the sign-in link for the token.</summary>
public static class SignInApi
{
    private const int LongestBody = 4096;

    /// <summary>Maps the route.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder endpoints) => endpoints.MapPost("/api/sign-in", Redeem)
        .WithTags("access").WithName("signIn").WithMetadata(new RequestSizeLimitAttribute(LongestBody))
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .WithSummary("Trade the code of the sign-in link for the admin token")
        .WithDescription("Each start prints a link where a token is needed; its code is good once, for 15 minutes.");

    private static Results<Ok<SignInTokenDto>, ProblemHttpResult> Redeem(
        SignInCodeDto body, SignInLinks links, AccessRefusals refusals, IEventSink events, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (links.Redeem(body.Code ?? "") is { } token)
        {
            events.Emit(new SignedIn(ClientAddress.TextOf(context)));
            return TypedResults.Ok(new SignInTokenDto(token));
        }

        refusals.Tell(context, "sign_in", "the code of a sign-in link was used before, is too old, or is none; a new start prints a new link");
        return TypedResults.Problem(
            "This link was used before or is older than 15 minutes. A new start of the server prints a new one; the admin token itself is in the file admin-token of its data folder, unless VOICEBUS_ADMIN_TOKEN gives it.",
            statusCode: StatusCodes.Status401Unauthorized);
    }
}

/// <summary>Body of POST /api/sign-in.</summary>
/// <param name="Code">What follows <c>#/sign-in/</c> in the link.</param>
public sealed record SignInCodeDto(string? Code);

/// <summary>Answer of POST /api/sign-in.</summary>
/// <param name="Token">The admin token.</param>
public sealed record SignInTokenDto(string Token);

/// <summary>Serialization of both, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignInCodeDto))]
[JsonSerializable(typeof(SignInTokenDto))]
public sealed partial class SignInJson : JsonSerializerContext;
