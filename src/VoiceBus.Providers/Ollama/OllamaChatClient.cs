using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Streams;

namespace VoiceBus.Providers.Ollama;

/// <summary>
/// Asks a model by Ollama's own protocol. By hand: an answer that breaks off must not pass for a whole one, an error in the middle of
/// one must be seen, and no line may grow without bound. Thread-safe.
/// </summary>
internal sealed class OllamaChatClient(string name, OllamaOptions options, VendorHttp http) : IChatClient
{
    private const int LongestLine = 4 << 20;
    private const int LongestAnswer = 64 * 1024;

    private readonly Uri _address = VendorAddress.Of(options.Url, "api/chat");
    private readonly OllamaErrors _errors = new(http.Context(ServiceType.Llm, name), options);
    private readonly VendorTimeouts _timeouts = new(options.ConnectTimeout, options.FirstTokenTimeout, options.IdleTimeout);
    private readonly ChatClientMetadata _metadata = new("ollama", options.Url, options.Model);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ProviderException">The server refused, failed, broke off or was late.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? chatOptions = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var call = new VendorCall(http, _errors, _timeouts, cancellationToken);
        using var message = Message(OllamaRequest.Chat(options, messages, chatOptions));
        await call.SendAsync(message);
        using var lines = new StreamReader(await call.ReadAsync(static body => new BoundedLines(body, LongestLine)), Encoding.UTF8);
        var answer = new OllamaAnswer(_errors, http.Time);
        while (!answer.IsDone && await lines.ReadLineAsync(cancellationToken) is { } line)
            if (line.Length > 0)
                yield return answer.Read(line);
        await call.DrainAsync();
        if (!answer.IsDone)
            throw _errors.Fail(FailureKind.BadResponse, true, "broke off in the middle of its answer");
    }

    /// <summary>Has the model loaded; returns when it is.</summary>
    /// <exception cref="ProviderException">The server refused, failed or was late.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var call = new VendorCall(http, _errors, _timeouts, cancellationToken);
        using var message = Message(OllamaRequest.Load(options));
        await call.SendAsync(message);
        await call.ReadWholeAsync(LongestAnswer);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connections are shared.
    }

    private HttpRequestMessage Message(HttpContent content)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        VendorHeaders.Set(message, options.Key, options.Headers);
        return message;
    }
}
