using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Pools;
using VoiceBus.Core.Services;
using VoiceBus.Gateway.Vision;
using VoiceBus.Management.Configuration;

namespace VoiceBus.AspNetCore;

/// <summary>Owns the chat clients that see, behind pools, breakers and failover like all providers. Set at start. Thread-safe.</summary>
internal sealed class VisionModel : IAsyncDisposable
{
    private static readonly PoolOptions _pool = new() { MinSize = 0, MaxSize = 64 };
    private static readonly PoolSettings _noPool = new() { MinSize = 0, MaxSize = 1, IdleTimeoutMs = 0, MaxAgeMs = 0, LeaseTimeoutMs = 0 };

    private readonly ProviderEntry<IChatClient>[] _entries;

    /// <summary>Builds what the options name.</summary>
    /// <exception cref="InvalidOperationException">They are wrong; the message says what would be right.</exception>
    public VisionModel(VisionOptions vision, ServiceProviderOptions llm, ProviderCatalog catalog, ProviderTypes<IChatClient> types, TimeProvider time, IEventSink events)
    {
        _entries = [.. Models(vision, llm, catalog).Select(model => Open(model, types, time, events))];
        Seeing = _entries.Length == 0 ? null : new VisionModels(new Failover<IChatClient>(
            ServiceType.Llm, new ServiceConfiguration<IChatClient>(true, _entries, Deadlines(vision, _entries.Length)), time, events));
    }

    /// <summary>Who is asked about pictures; null when nobody sees.</summary>
    public VisionModels? Seeing { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in _entries)
            await entry.DisposeAsync();
    }

    private static IEnumerable<ProviderSettings> Models(VisionOptions vision, ServiceProviderOptions llm, ProviderCatalog catalog)
    {
        if (!vision.IsConfigured)
            yield break;
        var url = vision.Url ?? llm.Url ?? throw new InvalidOperationException("VOICEBUS_VISION_MODEL needs a server: set VOICEBUS_VISION_URL or VOICEBUS_LLM_URL.");
        var key = vision.Url is null ? vision.Key ?? llm.Key : vision.Key;
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"VOICEBUS_VISION_URL must begin with http:// or https://, not '{url}'.");
        var type = catalog.DefaultForUrl(ServiceType.Llm)?.Type ?? throw new InvalidOperationException("VOICEBUS_VISION_MODEL needs a type of language model that has an address, and this program has none.");
        yield return Provider("vision", type, url, key, vision.Model!, vision);
        if (vision.Spare is { } spare)
            yield return Provider("vision-spare", type, spare.Url, spare.Key, spare.Model, vision);
    }

    private static ProviderSettings Provider(string name, string type, Uri url, string? key, string model, VisionOptions vision) => new()
    {
        Name = name,
        Type = type,
        Enabled = true,
        Weight = 0,
        Pool = _noPool,
        Options = JsonElement.Parse(new JsonObject
        {
            ["url"] = url.OriginalString,
            ["key"] = key,
            ["model"] = model,
            ["extra_body"] = InitialProviders.ExtraBody("VoiceBus:Vision:ExtraBody", vision.ExtraBody),
        }.ToJsonString()),
    };

    // The spare needs time as well.
    private static ServiceDeadlines Deadlines(VisionOptions vision, int models) => new()
    {
        FirstReply = vision.Timeout * (models > 1 ? 0.6 : 1),
        Stall = vision.Timeout,
        Whole = vision.Timeout,
    };

    private static ProviderEntry<IChatClient> Open(
        ProviderSettings settings, ProviderTypes<IChatClient> types, TimeProvider time, IEventSink events)
    {
        var pool = new ProviderPool<IChatClient>($"llm/{settings.Name}", types.MakerOf(settings), _pool, time, events);
        return new ProviderEntry<IChatClient>(ServiceType.Llm, settings.Name, settings.Type, pool, new BreakerOptions(), time, events);
    }
}
