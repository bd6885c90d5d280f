using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Writes a dialogue as vendors take it. Immutable.</summary>
internal sealed class ChatMessageWriter(VendorHabits habits)
{
    private const int ShortId = 9;

    /// <summary>The messages, oldest first.</summary>
    public JsonArray Write(IEnumerable<ChatMessage> dialogue)
    {
        var written = new JsonArray();
        foreach (var message in dialogue)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                written.Add(Result(result));
            if (message.Role == ChatRole.Assistant)
                Add(written, Assistant(message));
            else if (message.Role != ChatRole.Tool)
                Add(written, Other(message));
        }

        return written;
    }

    private static void Add(JsonArray written, JsonObject? message)
    {
        if (message is not null)
            written.Add(message);
    }

    private JsonObject Result(FunctionResultContent result) => new()
    {
        ["role"] = "tool",
        ["tool_call_id"] = Id(result.CallId),
        ["content"] = ResultText(result.Result),
    };

    private JsonObject? Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        // Never left out and never null: DeepSeek asks for it, and templates of local models write "None" for null.
        var written = new JsonObject { ["role"] = "assistant", ["content"] = Text(message) };
        if (calls.Length == 0)
            return message.Text.Length == 0 ? null : written;
        AddThoughts(written, message);
        written["tool_calls"] = new JsonArray([.. calls.Select(Call)]);
        return written;
    }

    // DeepSeek, Kimi, GLM, OpenRouter and others want back the thoughts that led to a call, in the member they came in.
    private void AddThoughts(JsonObject written, ChatMessage message)
    {
        var thoughts = message.Contents.OfType<TextReasoningContent>().ToArray();
        var member = thoughts.Select(static thought => Property(thought, WireNames.ThoughtMember)).FirstOrDefault(static name => name is not null);
        if (habits.TakesThoughts && member is not null)
            written[member] = string.Concat(thoughts.Select(static thought => thought.Text));
        if (habits.TakesThoughts && thoughts.LastOrDefault(static thought => thought.ProtectedData is ['[', ..]) is { ProtectedData: { } details })
            written["reasoning_details"] = JsonNode.Parse(details);
        if (habits.MissedThought is { } missed)
            written[missed] ??= "";
    }

    private JsonNode Call(FunctionCallContent call)
    {
        var written = new JsonObject
        {
            ["id"] = Id(call.CallId),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = Arguments(call.Arguments) },
        };
        if (Property(call, WireNames.ExtraContent) is { } extra)
            written[WireNames.ExtraContent] = JsonNode.Parse(extra);
        return written;
    }

    private static JsonObject? Other(ChatMessage message)
    {
        var images = message.Contents.Select(Image).OfType<JsonObject>().ToArray();
        var text = Text(message);
        if (images.Length == 0)
            return message.Contents.Count == 0 ? null : new JsonObject { ["role"] = message.Role.Value, ["content"] = text };
        var parts = new JsonArray([.. images]);
        if (text.Length > 0)
            parts.Insert(0, new JsonObject { ["type"] = "text", ["text"] = text });
        return new JsonObject { ["role"] = message.Role.Value, ["content"] = parts };
    }

    private static JsonObject? Image(AIContent content)
    {
        var address = content switch
        {
            DataContent data when data.HasTopLevelMediaType("image") => data.Uri,
            UriContent link when link.HasTopLevelMediaType("image") => link.Uri.AbsoluteUri,
            _ => null,
        };
        return address is null ? null : new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = address } };
    }

    private static string Text(ChatMessage message) => string.Concat(message.Contents.OfType<TextContent>().Select(static text => text.Text));

    private static string Arguments(IDictionary<string, object?>? arguments) =>
        arguments is null ? "{}" : JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions);

    private static string ResultText(object? result) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        AIContent content => content is TextContent text ? text.Text : "",
        IEnumerable<AIContent> contents => string.Concat(contents.OfType<TextContent>().Select(static text => text.Text)),
        _ => JsonSerializer.Serialize(result, AIJsonUtilities.DefaultOptions),
    };

    // Mistral takes nine letters and digits, and no id of another vendor's.
    private string Id(string id) => habits.HasShortIds && !(id.Length == ShortId && id.All(char.IsAsciiLetterOrDigit))
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..ShortId] : id;

    // Behind the bus a property has become JSON.
    private static string? Property(AIContent content, string name) => content.AdditionalProperties?.GetValueOrDefault(name) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => null,
    };
}
