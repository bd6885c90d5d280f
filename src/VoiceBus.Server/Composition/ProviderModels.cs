using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Facts;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Assistant;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.Tools;
using VoiceBus.Speech;

namespace VoiceBus.Server.Composition;

/// <summary>Turns the configuration into the providers of each service, each behind its own pool and breaker.</summary>
internal sealed class ProviderModels(VoiceBusOptions options, LocalSpeech speech, OpenAiCompatibleChat remote, TimeProvider time, IFactTeller facts)
{
    /// <summary>Simultaneous speakers; a recogniser instance costs little, the model is shared.</summary>
    public static readonly PoolOptions AsrPool = new() { MinSize = 1, MaxSize = 256 };

    /// <summary>Simultaneous replies.</summary>
    public static readonly PoolOptions LlmPool = new() { MinSize = 1, MaxSize = 256 };

    /// <summary>Simultaneous sentences; each may be a child process.</summary>
    public static readonly PoolOptions TtsPool = new() { MinSize = 1, MaxSize = 64 };

    /// <summary>Simultaneous tool calls.</summary>
    public static readonly PoolOptions McpPool = new() { MinSize = 1, MaxSize = 64 };

    private static readonly string[] _defaultVoices = ["espeak", "flite"];

    /// <summary>Speech recognition.</summary>
    public Failover<ISpeechRecognizer> Asr() =>
        Build<ISpeechRecognizer>(ServiceType.Asr, AsrPool, ("moonshine", "local", speech.CreateMoonshineAsync));

    /// <summary>The model of the configuration, or the built-in assistant.</summary>
    public Failover<IChatClient> Llm()
    {
        Provider<IChatClient> builtIn = ("assistant", "built-in", _ => Task.FromResult<IChatClient>(new BuiltInAssistant(time)));
        if (options.Llm.Url is null)
            return Build(ServiceType.Llm, LlmPool, builtIn);
        Provider<IChatClient> model = ("openai", "openai-compatible", CreateRemoteAsync);
        return options.Llm.Fallback ? Build(ServiceType.Llm, LlmPool, model, builtIn) : Build(ServiceType.Llm, LlmPool, model);
    }

    /// <summary>The voices in their configured order.</summary>
    /// <exception cref="InvalidOperationException">A voice is not known; the message says which are.</exception>
    public Failover<ISpeechSynthesizer> Tts()
    {
        var names = options.Tts.Providers.Count > 0 ? options.Tts.Providers : _defaultVoices;
        return Build(ServiceType.Tts, TtsPool, [.. names.Select(Voice)]);
    }

    /// <summary>The built-in tools.</summary>
    public Failover<IToolProvider> Mcp() =>
        Build<IToolProvider>(ServiceType.Mcp, McpPool, ("built-in", "built-in", _ => Task.FromResult<IToolProvider>(new BuiltInTools(time))));

    private Provider<ISpeechSynthesizer> Voice(string name) => name switch
    {
        "espeak" => ("espeak", "local", speech.CreateEspeakAsync),
        "flite" => ("flite", "local", LocalSpeech.CreateFliteAsync),
        _ => throw new InvalidOperationException($"The voice provider '{name}' is not known; there are: {string.Join(", ", _defaultVoices)}."),
    };

    private Task<IChatClient> CreateRemoteAsync(CancellationToken cancellationToken) =>
        Task.FromResult(remote.Create("openai", new OpenAiCompatibleOptions
        {
            Url = options.Llm.Url!,
            Key = options.Llm.Key,
            Model = options.Llm.Model,
            Temperature = options.Llm.Temperature,
            ExtraBody = options.Llm.ExtraBody is { Length: > 0 } extra ? JsonElement.Parse(extra) : null,
        }));

    private Failover<T> Build<T>(ServiceType service, PoolOptions pool, params Provider<T>[] providers)
        where T : class
    {
        var entries = providers.Select(provider => new ProviderEntry<T>(
            service,
            provider.Name,
            provider.Type,
            new ProviderPool<T>($"{service.ToString().ToLowerInvariant()}/{provider.Name}", provider.Create, pool, time, facts),
            new BreakerOptions(),
            time,
            facts));
        return new Failover<T>(service, new ServiceModel<T>(Enabled: true, [.. entries], ServiceDeadlines.For(service)), time, facts);
    }

    private readonly record struct Provider<T>(string Name, string Type, Func<CancellationToken, Task<T>> Create)
    {
        public static implicit operator Provider<T>((string Name, string Type, Func<CancellationToken, Task<T>> Create) given) =>
            new(given.Name, given.Type, given.Create);
    }
}
