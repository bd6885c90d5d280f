using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using VoiceBus;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Files;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Options;
using VoiceBus.Core.Services;
using VoiceBus.Core.ToolPrograms;
using VoiceBus.Providers.Assistant;
using VoiceBus.Providers.Mcp;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Providers.Tokens;
using VoiceBus.Providers.ToolPrograms;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Providers.ToolServers.Settings;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models and tools.</summary>
public static class ProvidersBuilderExtensions
{
    // A service's live deadlines decide; these are the longest they can be set to.
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(120);

    /// <summary>Adds the built-in assistant: arithmetic, clock, timers and the like in English and Chinese, without a model.</summary>
    public static IVoiceBusBuilder AddBuiltInAssistant(this IVoiceBusBuilder builder) => builder.AddProvider(
        new ProviderDescriptor<IChatClient, NoProviderOptions>(ServiceType.Llm, "built-in", static (services, _, _, _) =>
            Task.FromResult<IChatClient>(new BuiltInAssistant(services.GetRequiredService<TimeProvider>())))
        { IsLocal = true, Default = new ProviderDefault("assistant", 100, 256) });

    /// <summary>Adds the built-in tools, such as the time.</summary>
    public static IVoiceBusBuilder AddBuiltInTools(this IVoiceBusBuilder builder) => builder.AddProvider(
        new ProviderDescriptor<IToolProvider, NoProviderOptions>(ServiceType.Mcp, "built-in", static (services, _, _, _) =>
            Task.FromResult<IToolProvider>(new BuiltInTools(services.GetRequiredService<TimeProvider>())))
        { IsLocal = true, Default = new ProviderDefault("built-in", 100) });

    /// <summary>Adds language models, recognisers and voices of the OpenAI protocols, and counts tokens as its models do.</summary>
    public static IVoiceBusBuilder AddOpenAI(this IVoiceBusBuilder builder)
    {
        builder.Services.AddSingleton<OpenAiCompatibleChat>().AddSingleton<ITokenCounter, TiktokenCounter>();
        return builder.AddOpenAISpeech().AddProvider(new ProviderDescriptor<IChatClient, OpenAiCompatibleOptions>(ServiceType.Llm, "openai", static (services, name, options, _) =>
            Task.FromResult(services.GetRequiredService<OpenAiCompatibleChat>().Create(name, new OpenAiCompatibleOptions
            {
                Url = options.Url,
                Model = options.Model,
                Key = options.Key,
                Temperature = options.Temperature,
                MaxTokens = options.MaxTokens,
                ExtraBody = options.ExtraBody,
                Headers = options.Headers,
                ConnectTimeout = options.ConnectTimeout,
                FirstTokenTimeout = _longest,
                IdleTimeout = _longest,
            })))
        {
            IsDefaultForUrl = true,
            FormerMembers = ["url", "model", "temperature", "key", "extra_body"],
        });
    }

    /// <summary>Asks devices what they can do (MCP, and the IoT protocol of older firmware) and lets models use it.</summary>
    public static IVoiceBusBuilder AddDeviceTools(this IVoiceBusBuilder builder)
    {
        var options = Options<DeviceToolsOptions>(builder, "VoiceBus:DeviceTools");
        builder.Services.AddSingleton<IDeviceToolsFactory>(services =>
        {
            var context = services.GetRequiredService<DeviceToolsContext>();
            return new DeviceToolsFactory(
                options with { Vision = context.Vision, ThingBytes = context.ThingBytes },
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<IEventSink>());
        });
        return builder;
    }

    /// <summary>
    /// Adds the MCP servers of a file: <c>VoiceBus:McpServers</c> (<c>VOICEBUS_MCP_SERVERS</c>), else <c>mcp-servers.json</c> in the
    /// data folder.
    /// </summary>
    public static IVoiceBusBuilder AddToolServers(this IVoiceBusBuilder builder)
    {
        var options = Options<ToolServerOptions>(builder, "VoiceBus:ToolServers");
        var file = builder.Configuration["VoiceBus:McpServers"];
        builder.Services
            .AddSingleton(services => new ToolServers(
                ToolServerFile.Locate(file, services.GetRequiredService<DataFolder>().Path),
                options,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<IEventSink>()))
            .AddSingleton<IToolServers>(static services => services.GetRequiredService<ToolServers>())
            .AddSingleton<IToolServerView>(static services => services.GetRequiredService<ToolServers>());
        return builder;
    }

    /// <summary>
    /// Speaks with tool programs that dial in at <c>/mcp_endpoint/mcp/?token=…</c> (<c>VoiceBus:ToolPrograms</c>). A worker takes none.
    /// </summary>
    public static IVoiceBusBuilder AddToolPrograms(this IVoiceBusBuilder builder)
    {
        var options = Options<ToolProgramOptions>(builder, "VoiceBus:ToolPrograms");
        builder.Services.AddSingleton<IToolPrograms>(services => new ToolPrograms(
            services.GetService<IMcpEndpointStore>() ?? new InMemoryMcpEndpoints(), options, services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IEventSink>()));
        return builder;
    }

    private static T Options<T>(IVoiceBusBuilder builder, string section)
        where T : class, new() => StartupOptions.Checked(builder.Configuration.GetSection(section).Get<T>() ?? new T(), section);
}
