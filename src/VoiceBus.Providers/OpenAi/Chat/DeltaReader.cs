using System.Text.Json;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Tells apart, in a piece of a message, what the model says, what it thinks and what it asks of tools, however vendors spell it. Pure.
/// </summary>
internal static class DeltaReader
{
    /// <summary>The words of a piece of a message.</summary>
    /// <param name="delta">A <c>delta</c> or a <c>message</c>; some vendors make it a text.</param>
    public static DeltaText Read(JsonElement delta)
    {
        if (delta.ValueKind != JsonValueKind.Object)
            return new DeltaText(LenientJson.Text(delta), null, null);
        string? said = null, thought = null, thoughtMember = null;
        foreach (var member in delta.EnumerateObject())
        {
            if (member.NameEquals("content"))
            {
                said += Parts(member.Value, isThought: false);
                if (Parts(member.Value, isThought: true) is { Length: > 0 } inContent)
                    thought ??= inContent;
            }
            else if (member.NameEquals("refusal"))
            {
                said += LenientJson.Text(member.Value);
            }
            else if (IsThought(member.Name) && thoughtMember is null && ThoughtText(member.Value) is { Length: > 0 } text)
            {
                // The same thought may stand there in an old and a new spelling.
                (thought, thoughtMember) = (text, member.Name);
            }
        }

        // Gemini's OpenAI endpoint sends thoughts as content with a mark on it.
        var isMarked = LenientJson.Member(LenientJson.Object(LenientJson.Object(delta, "extra_content"), "google"), "thought") is { ValueKind: JsonValueKind.True };
        return isMarked ? new DeltaText(null, said + thought, null) : new DeltaText(said, thought, thoughtMember);
    }

    // "reasoning", "reasoning_content", "thinking", "thoughts", …: a rule, as each vendor has a word of its own.
    private static bool IsThought(string name) =>
        name.StartsWith("reason", StringComparison.OrdinalIgnoreCase) || name.StartsWith("think", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("thought", StringComparison.OrdinalIgnoreCase);

    private static string ThoughtText(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? TextOf(value) : string.Concat(LenientJson.Items(value).Select(static item => LenientJson.Text(item) ?? TextOf(item)));

    private static string? Parts(JsonElement content, bool isThought)
    {
        if (content.ValueKind == JsonValueKind.String)
            return isThought ? null : LenientJson.Text(content);
        var parts = LenientJson.Items(content).Where(part => IsThoughtPart(part) == isThought);
        return string.Concat(parts.Select(static part => LenientJson.Text(part) ?? TextOf(part)));
    }

    private static bool IsThoughtPart(JsonElement part) =>
        (LenientJson.Text(part, "type") is { } type && IsThought(type)) || LenientJson.Member(part, "thinking") is not null;

    private static string TextOf(JsonElement part)
    {
        foreach (var name in (ReadOnlySpan<string>)["text", "thinking", "content", "reasoning", "summary", "refusal"])
        {
            var value = LenientJson.Member(part, name);
            if (LenientJson.Text(value) is { } text)
                return text;
            if (value is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } inner && ThoughtText(inner) is { Length: > 0 } deeper)
                return deeper;
        }

        return LenientJson.Text(part, "value") ?? "";
    }
}

/// <summary>The words of a piece of a message.</summary>
/// <param name="Said">For the user; null or empty when there is nothing.</param>
/// <param name="Thought">What the model thinks.</param>
/// <param name="ThoughtMember">The member in which the thought came, when it has one of its own.</param>
internal readonly record struct DeltaText(string? Said, string? Thought, string? ThoughtMember);
