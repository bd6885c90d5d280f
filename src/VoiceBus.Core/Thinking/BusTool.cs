using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Thinking;

/// <summary>A tool that lives behind the bus: every invocation is one mcp call. Thread-safe.</summary>
internal sealed class BusTool(IEventBus bus, CallContext context, AIFunctionDeclaration declaration) : AIFunction
{
    public override string Name => declaration.Name;

    public override string Description => declaration.Description;

    public override JsonElement JsonSchema => declaration.JsonSchema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToElement(
            arguments.ToDictionary(static pair => pair.Key, static pair => pair.Value), AIJsonUtilities.DefaultOptions);
        try
        {
            await using var call = await bus.OpenAsync(ServiceContracts.Mcp, new ToolRequest(Name, json), context, cancellationToken);
            await call.CompleteInputAsync(cancellationToken);
            var answer = "Error: the tool gave no answer.";
            await foreach (var result in call.Replies(cancellationToken))
                answer = result.IsError ? $"Error: {result.Text}" : result.Text;
            return answer;
        }
        catch (CallFailedException failure)
        {
            // The model is told and finds words for it; the turn goes on.
            return $"Error: {failure.Message}";
        }
    }
}
