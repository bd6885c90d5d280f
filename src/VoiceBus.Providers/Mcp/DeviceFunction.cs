using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Mcp;

/// <summary>
/// Something a device can do, as a model sees it. Arguments are brought into the types the device insists on; wrong ones are
/// answered with an error the model can read and never reach the device. Thread-safe.
/// </summary>
internal sealed class DeviceFunction(
    string name, string description, JsonElement schema, Func<JsonElement, CancellationToken, ValueTask<string>> run) : AIFunction
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        ToolArguments.Coerce(schema, arguments, out var problem) is { } coerced
            ? await run(coerced, cancellationToken)
            : ToolText.Error + problem;
}
