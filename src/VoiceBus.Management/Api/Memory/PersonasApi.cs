using Microsoft.AspNetCore.Http.HttpResults;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Memory;
using VoiceBus.Management.Languages;

namespace VoiceBus.Management.Api.Memory;

/// <summary>The routes of personas. Sessions that begin later use what was changed.</summary>
internal static class PersonasApi
{
    private const string Path = "/api/personas";

    /// <summary>Maps listing, reading, adding, putting and removing personas.</summary>
    public static void MapPersonas(this IEndpointRouteBuilder endpoints)
    {
        Describe(endpoints.MapGet(Path, ListAsync), "getPersonas", "The personas devices can have");
        Describe(endpoints.MapGet($"{Path}/{{name}}", GetAsync), "getPersona", "A persona").ProducesProblem(StatusCodes.Status404NotFound);
        Describe(endpoints.MapPost(Path, AddAsync), "addPersona", "Add a persona")
            .ProducesProblem(StatusCodes.Status409Conflict);
        Describe(endpoints.MapPut($"{Path}/{{name}}", PutAsync), "putPersona", "Add or replace a persona");
        Describe(endpoints.MapDelete($"{Path}/{{name}}", RemoveAsync), "removePersona", "Remove a persona; its devices have the default again")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithTags("personas").WithName(name).WithSummary(summary)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable).NeedsDatabase();

    private static async Task<Ok<PersonasDto>> ListAsync(
        IPersonaStore personas, Func<ConversationOptions> options, CancellationToken cancellationToken)
    {
        var stored = await personas.ListAsync(cancellationToken);
        return TypedResults.Ok(new PersonasDto([.. stored.Select(PersonaDto.From)], PersonaDto.From(options().Persona)));
    }

    private static async Task<Results<Ok<PersonaDto>, ProblemHttpResult>> GetAsync(
        string name, IPersonaStore personas, CancellationToken cancellationToken) =>
        await personas.FindAsync(name, cancellationToken) is { } persona ? TypedResults.Ok(PersonaDto.From(persona)) : Unknown(name);

    private static async Task<Results<Created<PersonaDto>, ValidationProblem, ProblemHttpResult>> AddAsync(
        PersonaBody body, IPersonaStore personas, LanguageWatch languages, CancellationToken cancellationToken)
    {
        var name = NameOf(body.Name);
        if (PersonaRules.Check(name, body) is { Count: > 0 } errors)
            return TypedResults.ValidationProblem(errors);
        if (await personas.FindAsync(name, cancellationToken) is not null)
            return TypedResults.Problem($"There is a persona '{name}' already; PUT {Path}/{name} replaces it.", statusCode: StatusCodes.Status409Conflict);
        var persona = body.ToPersona(name);
        await personas.PutAsync(persona, cancellationToken);
        await languages.RefreshAsync(cancellationToken);
        return TypedResults.Created($"{Path}/{name}", PersonaDto.From(persona));
    }

    private static async Task<Results<Ok<PersonaDto>, Created<PersonaDto>, ValidationProblem>> PutAsync(
        string name, PersonaBody body, IPersonaStore personas, LanguageWatch languages, CancellationToken cancellationToken)
    {
        var wanted = NameOf(name);
        var errors = PersonaRules.Check(wanted, body);
        if (body.Name is not null && NameOf(body.Name) != wanted)
            errors.TryAdd("name", ["must be the route's name, or left out"]);
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);
        var persona = body.ToPersona(wanted);
        var isNew = await personas.PutAsync(persona, cancellationToken);
        await languages.RefreshAsync(cancellationToken);
        return isNew ? TypedResults.Created($"{Path}/{wanted}", PersonaDto.From(persona)) : TypedResults.Ok(PersonaDto.From(persona));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string name, IPersonaStore personas, LanguageWatch languages, CancellationToken cancellationToken)
    {
        if (!await personas.RemoveAsync(name, cancellationToken))
            return Unknown(name);
        await languages.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static string NameOf(string? text) => text?.Trim().ToLowerInvariant() ?? "";

    private static ProblemHttpResult Unknown(string name) =>
        TypedResults.Problem($"There is no persona '{name}'.", statusCode: StatusCodes.Status404NotFound);
}
