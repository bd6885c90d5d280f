using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace EmbedInYourApp;

/// <summary>Stands for whatever model you use: asks the tool about the order it hears of, and says what the tool said.</summary>
public sealed partial class ClerkChatClient : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var last = messages.Last();
        if (last.Contents.OfType<FunctionResultContent>().FirstOrDefault() is { Result: { } result })
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"{result}");
        else
            yield return new ChatResponseUpdate(
                ChatRole.Assistant, [new FunctionCallContent("1", "order_status", new Dictionary<string, object?> { ["order"] = OrderOf(last.Text) })]);
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    // Who names none means the newest.
    private static int OrderOf(string question) => Number().Match(question) is { Success: true, Value: var order } ? int.Parse(order, null) : 1;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
