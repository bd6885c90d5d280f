using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.ToolPrograms;

/// <summary>A function under another name. Immutable; as thread-safe as the function.</summary>
internal sealed class PrefixedFunction(string name, AIFunction inner) : AIFunction
{
    public override string Name => name;

    public override string Description => inner.Description;

    public override JsonElement JsonSchema => inner.JsonSchema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        inner.InvokeAsync(arguments, cancellationToken);
}
