using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using VoiceBus.Core.Concurrency;
using VoiceBus.Providers.Connections.Http;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.Dify;

/// <summary>One app of a Dify server, over HTTP. Thread-safe.</summary>
internal sealed class DifyApp(string name, DifyOptions options, VendorHttp http)
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly VendorTimeouts _stopping = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

    private readonly Uri _address = VendorAddress.Of(options.Url, "chat-messages");
    private readonly VendorTimeouts _timeouts = new(options.ConnectTimeout, options.FirstTokenTimeout, options.IdleTimeout);

    /// <summary>Names failures.</summary>
    public DifyErrors Errors { get; } = new(http.Context(ServiceType.Llm, name), options);

    /// <summary>Prepares a call.</summary>
    public VendorCall Call(CancellationToken cancellationToken) => new(http, Errors, _timeouts, cancellationToken);

    /// <summary>A question.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="conversation">The conversation; null begins one.</param>
    /// <param name="prompt">The persona's prompt.</param>
    public HttpRequestMessage Ask(string query, string user, string? conversation, string prompt)
    {
        var inputs = options.Inputs is { ValueKind: JsonValueKind.Object } given ? (JsonObject)JsonNode.Parse(given.GetRawText())! : [];
        if (options.PromptInput is { Length: > 0 } variable)
            inputs[variable] = prompt;
        var body = new JsonObject { ["inputs"] = inputs, ["query"] = query, ["response_mode"] = "streaming", ["user"] = user, ["auto_generate_name"] = false };
        if (conversation is not null)
            body["conversation_id"] = conversation;
        return Message(_address, body);
    }

    /// <summary>Has an answer stopped that nobody listens to any more; does not wait for it.</summary>
    /// <param name="task">The answer.</param>
    /// <param name="user">Who asked: of anybody else nothing is stopped.</param>
    public void Stop(string task, string user) => _ = BackgroundTask.Run(() => StopAsync(task, user), http.Guard);

    private async Task StopAsync(string task, string user)
    {
        try
        {
            await using var call = new VendorCall(http, Errors, _stopping, CancellationToken.None);
            using var message = Message(VendorAddress.Of(_address, $"{Uri.EscapeDataString(task)}/stop"), new JsonObject { ["user"] = user });
            await call.SendAsync(message);
            await call.ReadWholeAsync(LongestAnswer);
        }
        catch (ProviderException)
        {
            // It ends by itself, later.
        }
    }

    private HttpRequestMessage Message(Uri address, JsonObject body)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Readable));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        VendorHeaders.Set(message, options.Key, options.Headers);
        return message;
    }
}
