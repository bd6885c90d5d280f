using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Providers.OpenAi;

/// <summary>
/// Makes chat clients for OpenAI-compatible vendors. Owns the warm connections they share: one instance per process.
/// Thread-safe.
/// </summary>
/// <param name="time">The clock of all deadlines.</param>
/// <param name="events">Notified of defects.</param>
public sealed class OpenAiCompatibleChat(TimeProvider time, IEventSink events) : IDisposable
{
    private readonly SocketsHttpHandler _connections = VendorConnections.Create(time, new ExceptionGuard(events, "vendor connections"));

    /// <summary>
    /// Makes a client. It fails only with <see cref="ProviderException"/>, and never retries by itself. What
    /// a model thinks in its text is taken out by the adapter, for every provider. Thread-safe; disposing it leaves the connections open.
    /// </summary>
    /// <param name="provider">The provider's configured name, for failures.</param>
    /// <param name="options">Where and how to ask.</param>
    /// <exception cref="ArgumentException">The extra body is no JSON object.</exception>
    public IChatClient Create(string provider, OpenAiCompatibleOptions options)
    {
        if (options.ExtraBody is { ValueKind: not JsonValueKind.Object })
            throw new ArgumentException("The extra body must be a JSON object.", nameof(options));
        var failures = new OpenAiErrorMapper(provider, options, time);
        var http = new HttpClient(new VendorHandler(options, failures, _connections), disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var chat = new ChatClient(options.Model, new ApiKeyCredential(options.Key ?? "none"), new OpenAIClientOptions
        {
            Endpoint = options.Url,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        return new ChatClientBuilder(new DeadlineChatClient(chat.AsIChatClient(), options, failures, time, new ExceptionGuard(events, "chat client")))
            .ConfigureOptions(asked => asked.Temperature ??= options.Temperature)
            .Use(static inner => new RefusalChatClient(inner))
            .Build();
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();
}
