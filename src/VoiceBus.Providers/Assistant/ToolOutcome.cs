using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.Assistant;

/// <summary>A tool that was asked and what it answered.</summary>
internal sealed record ToolOutcome(FunctionCallContent Call, FunctionResultContent Result)
{
    /// <summary>The answer as text.</summary>
    public string Text => Result.Result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        JsonElement json => json.GetRawText(),
        var other => other.ToString() ?? "",
    };

    /// <summary>Whether the tool could not do what was asked; tools say so by an answer that begins with "Error".</summary>
    public bool Failed => Result.Exception is not null || Text.StartsWith("Error", StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer as JSON, or null when it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>An argument the tool was asked with, as text.</summary>
    public string Argument(string name) => Call.Arguments?.TryGetValue(name, out var value) == true ? value?.ToString() ?? "" : "";
}
