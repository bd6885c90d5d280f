using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>
/// Asks over the bus which tools there are and remembers the answer for a while. Tools that cannot be listed are left out:
/// a reply without tools is better than none. Thread-safe.
/// </summary>
public sealed class BusToolCatalog(IEventBus bus, TimeProvider time) : IToolCatalog
{
    private static readonly TimeSpan _remembered = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(2);

    private volatile Answer _answer = new([], 0);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = _answer;
        if (answer.At != 0 && time.GetElapsedTime(answer.At) < _remembered)
            return answer.Tools;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), deadline, _deadline, Timeout.InfiniteTimeSpan);
        try
        {
            _answer = answer = new Answer(await AskAsync(deadline.Token), time.GetTimestamp());
        }
        catch (Exception failure) when (failure is CallFailedException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Told by the bus, or too slow to be worth a turn's time: what was known before still stands, and the next turn does
            // not wait for it again.
            _answer = answer = answer with { At = time.GetTimestamp() };
        }

        return answer.Tools;
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
