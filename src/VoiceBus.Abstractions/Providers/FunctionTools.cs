using Microsoft.Extensions.AI;

namespace VoiceBus;

/// <summary>C# functions as tools. Thread-safe if they are.</summary>
/// <param name="functions">The functions; names must be unique.</param>
public sealed class FunctionTools(IEnumerable<AIFunction> functions) : IToolProvider
{
    private readonly Dictionary<string, AIFunction> _functions = functions.ToDictionary(static function => function.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<AIFunctionDeclaration>>([.. _functions.Values]);

    /// <inheritdoc/>
    /// <remarks>What a function throws is told to the model, as an error it may talk about.</remarks>
    public async ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (!_functions.TryGetValue(request.Tool, out var function))
            throw new ProviderException(ServiceType.Mcp, "functions", FailureKind.BadRequest, retryable: false, $"There is no tool '{request.Tool}'.");
        try
        {
            var arguments = new AIFunctionArguments();
            foreach (var argument in request.Arguments.EnumerateObject())
                arguments[argument.Name] = argument.Value;
            var result = await function.InvokeAsync(arguments, cancellationToken);
            return new ToolResult(result?.ToString() ?? "", IsError: false);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException))
        {
            return new ToolResult($"{failure.GetType().Name}: {failure.Message}", IsError: true);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
