using Microsoft.Extensions.AI;
using VoiceBus;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets models call C#.</summary>
public static class ToolBuilderExtensions
{
    private const string Type = "functions";

    /// <summary>
    /// Adds a function that models may call, e.g. one of <see cref="AIFunctionFactory"/>. All of them are one provider of the mcp
    /// service, <c>functions</c>.
    /// </summary>
    public static IVoiceBusBuilder AddTool(this IVoiceBusBuilder builder, AIFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        builder.Services.AddSingleton(new SpokenTool(function));
        return builder.Services.Any(static known => known.ImplementationInstance is ProviderDescriptor<IToolProvider> { Type: Type })
            ? builder
            : builder.AddProvider(new ProviderDescriptor<IToolProvider, NoProviderOptions>(
                ServiceType.Mcp, Type, static (services, _, _, _) => Task.FromResult<IToolProvider>(new FunctionTools(services.GetServices<SpokenTool>().Select(static tool => tool.Function))))
            { IsLocal = true, Default = new ProviderDefault(Type) });
    }

    // An application may have functions for other ends among its services.
    private sealed record SpokenTool(AIFunction Function);
}
