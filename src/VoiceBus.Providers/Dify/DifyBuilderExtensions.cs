using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Dify;
using VoiceBus.Providers.OpenAi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds apps of Dify.</summary>
public static class DifyBuilderExtensions
{
    /// <summary>Adds the type <c>dify</c>: a chatbot, an agent or a chatflow of a Dify server.</summary>
    public static IVoiceBusBuilder AddDify(this IVoiceBusBuilder builder)
    {
        builder.Services.TryAddSingleton<VendorHttp>();
        builder.Services.TryAddSingleton(static _ => new DifyConversations());
        return builder.AddProvider(new ProviderDescriptor<IChatClient, DifyOptions>(ServiceType.Llm, "dify", static (services, name, options, _) =>
            Task.FromResult<IChatClient>(new DifyChatClient(
                name, options, services.GetRequiredService<VendorHttp>(), services.GetRequiredService<DifyConversations>()))));
    }
}
