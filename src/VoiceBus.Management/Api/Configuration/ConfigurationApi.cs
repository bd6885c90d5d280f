using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using VoiceBus.Gateway.Access;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Api.Configuration;

/// <summary>The routes of the live configuration.</summary>
public static class ConfigurationApi
{
    private const string Path = "/api/config/decoupling";
    private const string MergePatchType = "application/merge-patch+json";
    private const int LongestBody = 256 * 1024;

    /// <summary>Adds the serialization of the document.</summary>
    public static IServiceCollection AddDecouplingApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayConfigurationJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ActionsJson.Default);
        });

    /// <summary>Maps reading, replacing, patching and the history of the document.</summary>
    public static void MapDecoupling(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, Get)
            .WithTags("configuration").WithName("getDecoupling").Produces<GatewayConfiguration>()
            .WithSummary("The live configuration").WithDescription("Secrets are shown as ***, also in the queries of addresses and in the texts of extra bodies. The ETag names the document of the node that is asked.");
        endpoints.MapGet($"{Path}/history", History)
            .WithTags("configuration").WithName("getDecouplingHistory").Produces<IReadOnlyList<ChangeRecord>>()
            .WithSummary("The latest changes of the live configuration, newest first");
        Writes(endpoints.MapPut(Path, PutAsync)).WithName("putDecoupling").WithSummary("Replace the live configuration")
            .Accepts<GatewayConfiguration>("application/json");
        foreach (var method in new[] { HttpMethods.Patch, HttpMethods.Post })
            Writes(endpoints.MapMethods(Path, [method], PatchAsync)).WithName($"{method.ToLowerInvariant()}Decoupling")
                .WithSummary("Change the live configuration by a JSON merge patch (RFC 7396)")
                .Accepts<JsonObject>(MergePatchType, "application/json");
    }

    private static RouteHandlerBuilder Writes(RouteHandlerBuilder route) => route
        .WithTags("configuration").Produces<GatewayConfiguration>().ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .WithMetadata(new RequestSizeLimitAttribute(LongestBody))
        .WithDescription("Checked as a whole: when anything is wrong, errors names each field and nothing is changed. What is missing takes its default.");

    private static IResult Get(GatewayConfigurationSnapshot state, ProviderCatalog catalog, HttpResponse response) =>
        Shown(state.Document, state.Tag, catalog, response);

    private static IResult History(GatewayConfigurationSnapshot state, ProviderCatalog catalog) =>
        Results.Json([.. state.History.Select(new Secrets(catalog).Masked)], GatewayConfigurationJson.Default.IReadOnlyListChangeRecord);

    private static Task<IResult> PutAsync(HttpRequest request, GatewayConfigurationStore changes, ProviderCatalog catalog, CancellationToken cancellationToken) =>
        ChangeAsync(request, changes, catalog, static (_, body) => body, cancellationToken, "application/json");

    private static Task<IResult> PatchAsync(HttpRequest request, GatewayConfigurationStore changes, ProviderCatalog catalog, CancellationToken cancellationToken) =>
        ChangeAsync(request, changes, catalog, MergePatch.Apply, cancellationToken, MergePatchType, "application/json");

    private static async Task<IResult> ChangeAsync(
        HttpRequest request,
        GatewayConfigurationStore changes,
        ProviderCatalog catalog,
        Func<JsonObject, JsonNode?, JsonNode?> edit,
        CancellationToken cancellationToken,
        params string[] types)
    {
        // Also keeps pages of other sites out: they cannot send such a type unasked.
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return Problem(StatusCodes.Status415UnsupportedMediaType, $"The body must be {string.Join(" or ", types)}.");
        try
        {
            var body = await GatewayConfigurationJson.ParseAsync(request.Body, cancellationToken);
            var outcome = await changes.ChangeAsync(now => edit(now, body), tag => IsExpected(request, tag), By(request), cancellationToken);
            return Answer(outcome, catalog, request.HttpContext.Response);
        }
        catch (JsonException wrong)
        {
            return Problem(StatusCodes.Status400BadRequest, $"The body is not JSON: {wrong.Message}");
        }
        catch (BadHttpRequestException wrong)
        {
            return Problem(wrong.StatusCode, wrong.Message);
        }
        catch (Exception unkept) when (unkept is IOException or UnauthorizedAccessException && !cancellationToken.IsCancellationRequested)
        {
            return Problem(StatusCodes.Status500InternalServerError, "The configuration could not be kept on the disk, so nothing was changed.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "Another change takes too long; nothing was changed. Try again.");
        }
    }

    private static IResult Answer(ChangeOutcome outcome, ProviderCatalog catalog, HttpResponse response) => outcome switch
    {
        ChangeOutcome.Applied applied => Shown(applied.Document, applied.Tag, catalog, response),
        ChangeOutcome.Stale stale => Problem(
            StatusCodes.Status412PreconditionFailed, $"The configuration was changed meanwhile: its version is {stale.Version}. Read it again."),
        ChangeOutcome.Invalid invalid => Results.ValidationProblem(
            invalid.Findings.ToErrors(), "Nothing was changed.", title: "The configuration would not be right."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no answer."),
    };

    private static IResult Shown(GatewayConfiguration document, string tag, ProviderCatalog catalog, HttpResponse response)
    {
        response.Headers.ETag = ETag(tag);
        response.Headers.CacheControl = "no-store";
        return Results.Text(new Secrets(catalog).Masked(document).ToJsonString(), "application/json");
    }

    private static bool IsExpected(HttpRequest request, string tag)
    {
        if (request.Headers.IfMatch.Count == 0)
            return true;
        return EntityTagHeaderValue.TryParseList(request.Headers.IfMatch.ToArray()!, out var tags)
            && tags.Any(given => given == EntityTagHeaderValue.Any || (!given.IsWeak && given.Tag == ETag(tag)));
    }

    private static string ETag(string tag) => $"\"{tag}\"";

    private static string By(HttpRequest request) => ClientAddress.TextOf(request.HttpContext);

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);
}
