using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Services;

/// <summary>
/// Answers mcp calls with the first provider that lists the tool. Once a tool was started no other provider is asked: what
/// it did cannot be undone.
/// </summary>
/// <param name="providers">The tool providers in order.</param>
/// <param name="events">Notified when a provider cannot list its tools.</param>
public sealed class McpAdapter(Failover<IToolProvider> providers, IEventSink events)
{
    private static readonly TimeSpan _listDeadline = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _unlisted = new(StringComparer.Ordinal);

    /// <summary>The handler of <see cref="ServiceContracts.Mcp"/>.</summary>
    public async Task HandleAsync(
        IServedCall<ToolRequest, NoInput, ToolResult> call, CancellationToken cancellationToken)
    {
        if (call.Request.Tool == ToolRequest.List.Tool)
        {
            await call.ReplyAsync(Describe(await ListToolsAsync(ProviderCaller.Of(call.Message), cancellationToken)), cancellationToken);
            return;
        }

        var answered = await providers.RunAsync(
            ProviderCaller.Of(call.Message), (tools, attempt, token) => CallAsync(tools, attempt, call, token), cancellationToken);
        if (!answered)
            throw new CallFailedException(
                ServiceType.Mcp, FailureKind.BadRequest, $"No provider offers the tool '{call.Request.Tool}'.");
    }

    /// <summary>
    /// The tools of all providers that can be reached, for the model's request; of equal names the first provider's counts.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="cancellationToken">The caller leaves.</param>
    /// <returns>Empty when the service is switched off.</returns>
    public async Task<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(ProviderCaller caller, CancellationToken cancellationToken)
    {
        var model = providers.Model;
        var deadlines = model.Deadlines with { FirstReply = Shorter(model.Deadlines.FirstReply), Lease = Shorter(model.Deadlines.Lease) };
        var entries = model.Enabled ? model.Providers : [];
        var listed = await Task.WhenAll(entries.Select(entry => ListToolsAsync(entry, caller, deadlines, cancellationToken)));
        return [.. listed.SelectMany(static tools => tools).DistinctBy(static tool => tool.Name)];
    }

    // All at the same time and none for long: a turn waits for the list.
    private async Task<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(
        ProviderEntry<IToolProvider> entry, ProviderCaller caller, ServiceDeadlines deadlines, CancellationToken cancellationToken)
    {
        IReadOnlyList<AIFunctionDeclaration> listed = [];
        try
        {
            await providers.AskAsync(
                entry, caller, async (tools, attempt, token) =>
                {
                    listed = await tools.ListToolsAsync(token);
                    token.ThrowIfCancellationRequested();
                    attempt.Replied();
                    return true;
                },
                deadlines,
                cancellationToken);
            _unlisted.TryRemove(entry.Name, out _);
            return listed;
        }
        catch (ProviderException failure)
        {
            // Once, not for every turn until it works again.
            if (_unlisted.TryAdd(entry.Name, true))
                events.Emit(new ToolsUnlisted(entry.Name, failure.Message));
            return [];
        }
    }

    private static TimeSpan Shorter(TimeSpan deadline) => deadline < _listDeadline ? deadline : _listDeadline;

    private static ToolResult Describe(IReadOnlyList<AIFunctionDeclaration> tools)
    {
        var listed = tools.Select(static tool => new ListedTool(tool.Name, tool.Description, tool.JsonSchema));
        return new ToolResult(JsonSerializer.Serialize(listed, JsonSerializerOptions.Web), IsError: false);
    }

    private static async Task<bool> CallAsync(
        IToolProvider tools,
        ProviderAttempt attempt,
        IServedCall<ToolRequest, NoInput, ToolResult> call,
        CancellationToken cancellationToken)
    {
        var listed = await tools.ListToolsAsync(cancellationToken);
        if (!listed.Any(tool => tool.Name == call.Request.Tool))
            return false;
        cancellationToken.ThrowIfCancellationRequested();
        attempt.MarkNonRetryable();
        attempt.Trace?.SetTag("gen_ai.tool.name", call.Request.Tool);
        var result = await tools.CallAsync(call.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        attempt.Replied();
        await call.ReplyAsync(result, cancellationToken);
        return true;
    }
}
