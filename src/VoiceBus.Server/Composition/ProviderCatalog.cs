using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;
using VoiceBus.Providers.Assistant;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.Tools;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Speech;

namespace VoiceBus.Server.Composition;

/// <summary>The providers there are: how each type is made from its settings.</summary>
internal static class ProviderCatalog
{
    /// <summary>Whether a provider of this type runs on this machine: asking it once more costs nobody anything.</summary>
    public static bool IsLocal(string type) => type is "moonshine" or "espeak" or "flite" or "built-in";

    /// <summary>Speech recognition.</summary>
    public static ProviderTypes<ISpeechRecognizer> Asr(LocalSpeech speech) => new(new Dictionary<string, ProviderMaker<ISpeechRecognizer>>
    {
        ["moonshine"] = (_, token) => speech.CreateMoonshineAsync(token),
    });

    /// <summary>Language models: the built-in assistant and servers of the OpenAI protocol.</summary>
    public static ProviderTypes<IChatClient> Llm(OpenAiCompatibleChat remote, TimeProvider time) => new(new Dictionary<string, ProviderMaker<IChatClient>>
    {
        ["built-in"] = (_, _) => Task.FromResult<IChatClient>(new BuiltInAssistant(time)),
        ["openai"] = (settings, _) => Task.FromResult(remote.Create(settings.Name, OptionsOf(settings))),
    });

    /// <summary>Voices.</summary>
    public static ProviderTypes<ISpeechSynthesizer> Tts(LocalSpeech speech) => new(new Dictionary<string, ProviderMaker<ISpeechSynthesizer>>
    {
        ["espeak"] = (_, token) => speech.CreateEspeakAsync(token),
        ["flite"] = static (_, token) => LocalSpeech.CreateFliteAsync(token),
    });

    /// <summary>Tools.</summary>
    public static ProviderTypes<IToolProvider> Mcp(ToolServers servers, TimeProvider time) => new(new Dictionary<string, ProviderMaker<IToolProvider>>
    {
        ["built-in"] = (_, _) => Task.FromResult<IToolProvider>(new BuiltInTools(time)),
        [ToolServerComposition.Type] = (settings, _) => Task.FromResult(servers.Provider(settings.Name)),
    });

    private static OpenAiCompatibleOptions OptionsOf(ProviderSettings settings) => new()
    {
        Url = settings.Url!,
        Key = settings.Key,
        Model = settings.Model!,
        Temperature = (float?)settings.Temperature,
        ExtraBody = settings.ExtraBody,
        // The service's live deadlines decide; these are the longest they can be set to.
        FirstTokenTimeout = TimeSpan.FromSeconds(120),
        IdleTimeout = TimeSpan.FromSeconds(120),
    };
}
