using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Tools;

/// <summary>
/// The tools every model gets: <c>get_current_time</c> and <c>calculate</c>. Thread-safe. A call with wrong arguments is
/// answered with an error the model can read, so that it may try again.
/// </summary>
public sealed class BuiltInTools : IToolProvider
{
    private const string Provider = "built-in";

    private readonly TimeProvider _time;
    private readonly Dictionary<string, AIFunction> _tools;
    private readonly IReadOnlyList<AIFunctionDeclaration> _declarations;

    /// <summary>Makes the tools.</summary>
    /// <param name="time">The clock to read.</param>
    public BuiltInTools(TimeProvider time)
    {
        _time = time;
        AIFunction[] tools =
        [
            AIFunctionFactory.Create(GetCurrentTime, "get_current_time", "Tells the current date, time and weekday."),
            AIFunctionFactory.Create(Calculate, "calculate", "Evaluates a sum exactly."),
        ];
        _tools = tools.ToDictionary(static tool => tool.Name);
        _declarations = [.. tools.Select(static tool => tool.AsDeclarationOnly())];
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AIFunctionDeclaration>> ListToolsAsync(CancellationToken cancellationToken) => new(_declarations);

    /// <inheritdoc/>
    public async ValueTask<ToolResult> CallAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        if (!_tools.TryGetValue(request.Tool, out var tool))
            throw new ProviderException(ServiceType.Mcp, Provider, FailureKind.BadRequest, false, $"There is no tool '{request.Tool}'.");
        if (ArgumentCheck.Problem(tool.JsonSchema, request.Arguments) is { } problem)
            return Error(problem);
        try
        {
            var result = await tool.InvokeAsync(Arguments(request.Arguments), cancellationToken);
            return new ToolResult(result is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString()! : result?.ToString() ?? "", false);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or ArithmeticException)
        {
            return Error(e.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ToolResult Error(string problem) => new("Error: " + problem, IsError: true);

    private static AIFunctionArguments Arguments(JsonElement json)
    {
        var arguments = new AIFunctionArguments();
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
                arguments[member.Name] = member.Value;
        }

        return arguments;
    }

    private CurrentTime GetCurrentTime(
        [Description("IANA time zone such as Europe/Paris; the server's own when left out.")] string? timezone = null)
    {
        var zone = _time.LocalTimeZone;
        if (!string.IsNullOrWhiteSpace(timezone) && !TimeZoneInfo.TryFindSystemTimeZoneById(timezone, out zone))
            throw new FormatException($"'{timezone}' is not a time zone I know; use an IANA name such as Europe/Paris.");
        var now = TimeZoneInfo.ConvertTime(_time.GetUtcNow(), zone);
        return new CurrentTime(now.ToString("yyyy-MM-ddTHH:mm:sszzz"), now.DayOfWeek.ToString(), zone.Id);
    }

    private static string Calculate(
        [Description("A sum of numbers with + - * / ^ ( ) and %, such as (3 + 4) * 12.5%.")] string expression) =>
        Expression.Evaluate(expression).ToString("0.############");

    private sealed record CurrentTime(
        [property: JsonPropertyName("time")] string Time,
        [property: JsonPropertyName("weekday")] string Weekday,
        [property: JsonPropertyName("time_zone")] string TimeZone);
}
