using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Gateway.ToolPrograms;

/// <summary>Puts the room of tool programs together.</summary>
public static class ToolProgramServices
{
    /// <summary>Adds what takes programs in; who speaks with them comes with their package.</summary>
    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services) => services.AddSingleton<McpEndpointSockets>();

    /// <summary>Takes the sockets of programs; call after the devices' sockets, which leave these paths out.</summary>
    public static void UseMcpEndpoint(this WebApplication app)
    {
        if (app.Services.GetService<IToolPrograms>() is null)
            return;
        var sockets = app.Services.GetRequiredService<McpEndpointSockets>();
        app.Use(sockets.HandleAsync);
    }
}
