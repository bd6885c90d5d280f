using System.Data.Common;
using System.Text.Json.Serialization;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Api.Memory;

/// <summary>The routes of personas and of what is remembered.</summary>
public static class MemoryApi
{
    /// <summary>Adds the serialization of their bodies.</summary>
    public static IServiceCollection AddMemoryApi(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MemoryJson.Default));

    /// <summary>Maps them.</summary>
    public static IEndpointRouteBuilder MapMemory(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPersonas();
        endpoints.MapHistory();
        return endpoints;
    }

    /// <summary>A database that cannot be used is 503, not a defect.</summary>
    public static TBuilder NeedsDatabase<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(static async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception failure) when (IsUnavailable(failure) && !context.HttpContext.RequestAborted.IsCancellationRequested)
            {
                context.HttpContext.RequestServices.GetRequiredService<IEventSink>().Emit(new MemoryUnavailable(failure.Message));
                return TypedResults.Problem("The database cannot be used at the moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });

    private static bool IsUnavailable(Exception failure) =>
        failure is DbException or TimeoutException or IOException or OperationCanceledException;
}

/// <summary>Serialization of the bodies, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PersonasDto))]
[JsonSerializable(typeof(PersonaDto))]
[JsonSerializable(typeof(PersonaBody))]
[JsonSerializable(typeof(HistoryDto))]
[JsonSerializable(typeof(ErasedDto))]
internal sealed partial class MemoryJson : JsonSerializerContext;
