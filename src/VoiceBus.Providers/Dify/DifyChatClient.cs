using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Dify;

/// <summary>
/// Talks to an app of Dify, which keeps the conversation itself. Tools are listed in words, and called in words. Thread-safe.
/// </summary>
internal sealed class DifyChatClient(string name, DifyOptions options, VendorHttp http, DifyConversations conversations) : IChatClient
{
    private const string Nobody = "voicebus";
    private const int LongestAnswer = 64 * 1024;

    private readonly DifyApp _app = new(name, options, http);
    private readonly string _key = $"{name}\n{options.Url}\n{options.Key}";
    private readonly ChatClientMetadata _metadata = new("dify", options.Url);

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
        ChatMessage[] dialogue = [.. messages];
        if (dialogue.Any(static message => message.Contents.Any(static content => content is DataContent)))
            throw _app.Errors.Fail(FailureKind.BadRequest, true, "takes no pictures here: configure another model for them");
        var session = chatOptions?.AdditionalProperties?.GetValueOrDefault(ChatProperties.Session) as string;
        var conversation = conversations.Of(_key, session);
        var user = options.User ?? session ?? Nobody;
        await using var first = _app.Call(cancellationToken);
        await using var again = _app.Call(cancellationToken);
        var call = await AskAsync(first, again, dialogue, conversation, user, chatOptions);
        var answer = new DifyAnswer(_app.Errors, http.Time);
        try
        {
            await foreach (var item in VendorEvents.ReadAsync(call, cancellationToken))
            {
                var contents = answer.Read(item.Data);
                conversation.Id = answer.ConversationId ?? conversation.Id;
                if (contents.Count > 0)
                    yield return new ChatResponseUpdate(ChatRole.Assistant, [.. contents]);
                if (answer.IsDone)
                    break;
            }
        }
        finally
        {
            conversation.LastAnswer = answer.Said;
            if (!answer.IsDone && !answer.HasFailed && answer.TaskId is { } task)
                _app.Stop(task, user);
        }

        if (!answer.IsDone)
            throw _app.Errors.Fail(FailureKind.BadResponse, true, "broke off in the middle of its answer");
        await call.DrainAsync();
        yield return new ChatResponseUpdate { FinishReason = answer.FinishReason };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The connections are shared.
    }

    /// <returns>The call that is answered.</returns>
    private async Task<VendorCall> AskAsync(
        VendorCall first, VendorCall again, ChatMessage[] dialogue, DifyConversation conversation, string user, ChatOptions? chat)
    {
        try
        {
            return await AskAsync(first, dialogue, conversation, user, chat);
        }
        catch (ProviderException gone) when (conversation.Id is not null && gone.InnerException is DifyConversationGoneException)
        {
            // Deleted, or cleaned up: it begins anew, with what was said before.
            conversation.Forget();
            return await AskAsync(again, dialogue, conversation, user, chat);
        }
    }

    private async Task<VendorCall> AskAsync(VendorCall call, ChatMessage[] dialogue, DifyConversation conversation, string user, ChatOptions? chat)
    {
        AIFunctionDeclaration[] tools = [.. (chat?.Tools ?? []).OfType<AIFunctionDeclaration>()];
        var shown = conversation.ShownTools;
        var query = DifyQuestion.Write(dialogue, conversation, tools, options.Tools);
        var prompt = string.Join('\n', dialogue.Where(static message => message.Role == ChatRole.System).Select(static message => message.Text));
        using var message = _app.Ask(query, user, conversation.Id, prompt);
        try
        {
            var response = await call.SendAsync(message);
            return response.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? call
                : throw _app.Errors.Refused(response.StatusCode, VendorError.Read(Encoding.UTF8.GetString(await call.ReadWholeAsync(LongestAnswer))));
        }
        catch
        {
            // Whoever has not heard the question has not seen the tools.
            conversation.ShownTools = shown;
            throw;
        }
    }
}
