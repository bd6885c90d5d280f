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
            return await RunAsync(json, cancellationToken) switch
            {
                null => "Error: the tool gave no answer.",
                { IsError: true } refused => $"Error: {refused.Text}",
                var result => await new ToolPictures(bus).DescribeAsync(result, context, cancellationToken),
            };
        }
        catch (CallFailedException failure)
        {
            // The model is told and finds words for it; the turn goes on.
            return $"Error: {failure.Message}";
        }
    }

    private async Task<ToolResult?> RunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        await using var call = await bus.OpenAsync(ServiceContracts.Mcp, new ToolRequest(Name, arguments), context, cancellationToken);
        await call.CompleteInputAsync(cancellationToken);
        ToolResult? answer = null;
        await foreach (var result in call.Replies(cancellationToken))
            answer = result;
        return answer;
    }
}
