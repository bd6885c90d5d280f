using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.OpenAi;

namespace VoiceBus.Providers.Ollama;

/// <summary>Makes clients, and has each model loaded once, before it is asked first. One instance per process; thread-safe.</summary>
internal sealed class OllamaModels(VendorHttp http, IEventSink events) : IDisposable
{
    private readonly ConcurrentDictionary<(Uri, string), bool> _loaded = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes a client that says nothing of what a model thinks.</summary>
    public IChatClient Create(string name, OllamaOptions options)
    {
        var client = new OllamaChatClient(name, options, http);
        if (options.Preload && _loaded.TryAdd((options.Url, options.Model), true))
            _ = BackgroundTask.Run(() => LoadAsync(client), new ExceptionGuard(events, "model loading"));
        // Elder models think aloud, between tags.
        return new ReasoningFilterChatClient(client);
    }

    /// <inheritdoc/>
    public void Dispose() => _ = _stop.CancelGuardedAsync(new ExceptionGuard(events, "model loading"));

    private async Task LoadAsync(OllamaChatClient client)
    {
        try
        {
            await client.LoadAsync(_stop.Token);
        }
        catch (Exception unable) when (unable is ProviderException or OperationCanceledException)
        {
            // Whoever asks it next is told why.
        }
    }
}
