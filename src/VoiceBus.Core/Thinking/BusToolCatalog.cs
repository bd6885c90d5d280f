using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Asks over the bus which tools there are and remembers the answer for a while; who asks meanwhile waits for the same answer.
/// Tools that cannot be listed are left out: a reply without tools is better than none. Thread-safe.
/// </summary>
public sealed class BusToolCatalog(IEventBus bus, TimeProvider time, IEventSink events) : IToolCatalog
{
    private static readonly TimeSpan _remembered = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(2);

    private readonly ExceptionGuard _guard = new(events, "tool catalog");
    private readonly Lock _gate = new();
    private Task _asking = Task.CompletedTask;
    private volatile Answer _answer = new([], 0);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListAsync(CancellationToken cancellationToken)
    {
        if (!IsFresh(_answer))
            await AskOnce().WaitAsync(cancellationToken);
        return _answer.Tools;
    }

    private bool IsFresh(Answer answer) => answer.At != 0 && time.GetElapsedTime(answer.At) < _remembered;

    private Task AskOnce()
    {
        lock (_gate)
        {
            if (_asking.IsCompleted && !IsFresh(_answer))
                _asking = BackgroundTask.Run(RefreshAsync, _guard);
            return _asking;
        }
    }

    private async Task RefreshAsync()
    {
        // Nobody's own token: who leaves must not take the answer from the others.
        using var deadline = new DeadlineSource(_deadline, time, _guard);
        var tools = _answer.Tools;
        try
        {
            tools = await AskAsync(deadline.Token);
        }
        catch (Exception failure) when (failure is CallFailedException or OperationCanceledException)
        {
            // Notified by the bus, or too slow to be worth a turn's time.
        }
        finally
        {
            // Also when it failed: what was known before still stands, and the next turn does not wait for it again.
            _answer = new Answer(tools, time.GetTimestamp());
        }
    }

    private async Task<IReadOnlyList<AIFunctionDeclaration>> AskAsync(CancellationToken cancellationToken)
    {
        await using var call = await bus.OpenAsync(ServiceContracts.Mcp, ToolRequest.List, new CallContext("", ""), cancellationToken);
        await call.CompleteInputAsync(cancellationToken);
        var tools = new List<AIFunctionDeclaration>();
        await foreach (var result in call.Replies(cancellationToken))
        {
            var listed = JsonSerializer.Deserialize<ListedTool[]>(result.Text, JsonSerializerOptions.Web) ?? [];
            tools.AddRange(listed.Select(static tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.InputSchema)));
        }

        return tools;
    }

    private sealed record Answer(IReadOnlyList<AIFunctionDeclaration> Tools, long At);
}
