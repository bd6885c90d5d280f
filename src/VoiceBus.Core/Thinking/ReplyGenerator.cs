using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Turns a dialogue into the words of a reply, running the tools the model asks for in between. Thread-safe.
/// </summary>
internal sealed class ReplyGenerator(IEventBus bus, IEventSink events, TimeProvider time)
{
    private const int MaxToolRounds = 4;

    /// <summary>The reply as it is thought: text, and the tool calls and their results that part it.</summary>
    /// <param name="context">On whose behalf.</param>
    /// <param name="messages">System prompt, history and the user's words.</param>
    /// <param name="local">Tools of the session itself, run right here.</param>
    /// <param name="remote">Tools behind the bus.</param>
    /// <param name="watch">Told while a tool runs.</param>
    /// <param name="provider">The model to ask first, by its provider's name; null: in the service's order.</param>
    /// <param name="cancellationToken">Ends the model's stream.</param>
    /// <exception cref="CallFailedException">The model failed.</exception>
    public async IAsyncEnumerable<AIContent> GenerateAsync(
        CallContext context,
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<AIFunction> local,
        IReadOnlyList<AIFunctionDeclaration> remote,
        ToolWatch watch,
        string? provider,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var model = new FunctionInvokingChatClient(new BusChatClient(bus, context, provider))
        {
            MaximumIterationsPerRequest = MaxToolRounds,
            AllowConcurrentInvocation = true,
            IncludeDetailedErrors = true,
            FunctionInvoker = (invocation, token) => InvokeAsync(context, invocation, watch, token),
        };
        // Of equal names the nearer tool counts: a model cannot tell them apart.
        var tools = local.Concat<AIFunction>(remote.Select(tool => new BusTool(bus, context, tool))).DistinctBy(static tool => tool.Name);
        var options = new ChatOptions { Tools = [.. tools] };
        await foreach (var update in model.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            foreach (var content in update.Contents)
                yield return content;
        }
    }

    /// <summary>Tells when not all tools are offered.</summary>
    public void NoteOffered(CallContext context, int offered, int of)
    {
        if (offered < of)
            events.Emit(new ToolsNotOffered(context.SessionId, offered, of - offered));
    }

    private async ValueTask<object?> InvokeAsync(
        CallContext context, FunctionInvocationContext invocation, ToolWatch watch, CancellationToken cancellationToken)
    {
        using var watched = watch.Begin();
        var from = time.GetTimestamp();
        try
        {
            return ToolResults.Limit(await invocation.Function.InvokeAsync(invocation.Arguments, cancellationToken));
        }
        finally
        {
            events.Emit(new ToolUsed(context.SessionId, context.TurnId, invocation.Function.Name, time.GetElapsedTime(from)));
        }
    }
}
