using System.Text;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Providers.WrittenTools;

namespace VoiceBus.Providers.Dify;

/// <summary>
/// Puts into one question what the app does not know yet. It keeps the conversation itself, so that is mostly what the user said last;
/// at the beginning also what was said before, and after another model has answered in between, that.
/// </summary>
internal static class DifyQuestion
{
    private const int MostHistory = 6000;

    /// <summary>The question.</summary>
    /// <param name="messages">The whole dialogue.</param>
    /// <param name="conversation">What the app knows; its list of tools is brought up to date.</param>
    /// <param name="tools">What may be called.</param>
    /// <param name="listing">When tools are listed.</param>
    public static string Write(IReadOnlyList<ChatMessage> messages, DifyConversation conversation, IReadOnlyList<AIFunctionDeclaration> tools, DifyTools listing)
    {
        var dialogue = messages.Where(static message => message.Role != ChatRole.System).ToArray();
        var names = NamesOf(dialogue);
        var isNew = conversation.Id is null;
        var last = Array.FindLastIndex(dialogue, static message => message.Role == ChatRole.Assistant);
        var known = isNew ? -1 : LastKnown(dialogue, conversation.LastAnswer) is >= 0 and var found ? found : last;
        var question = new StringBuilder();
        if (listing != DifyTools.Off && tools.Count > 0)
            ShowTools(tools, conversation, listing, question);
        if (last > known)
            AddHistory(dialogue[(known + 1)..(last + 1)], names, question);
        // A question that was interrupted the app has in its conversation.
        foreach (var message in dialogue[(last + 1)..])
            Append(question, !isNew && message.Role == ChatRole.User ? NewestWords.Of(message) : Text(message, names));
        return question.ToString();
    }

    private static void ShowTools(IReadOnlyList<AIFunctionDeclaration> tools, DifyConversation conversation, DifyTools listing, StringBuilder question)
    {
        var list = ToolInstructions.List(tools);
        if (listing == DifyTools.Every || list != conversation.ShownTools)
            Append(question, list);
        conversation.ShownTools = list;
    }

    // The newest part of it; the user need not hear that something was left out.
    private static void AddHistory(ChatMessage[] before, Dictionary<string, string> names, StringBuilder question)
    {
        var lines = before.Select(message => $"{(message.Role == ChatRole.Assistant ? "You" : "User")}: {Text(message, names)}").ToArray();
        var from = lines.Length;
        for (var length = 0; from > 0 && (length += lines[from - 1].Length) <= MostHistory;)
            from--;
        Append(question, $"[What was said before]\n{string.Join('\n', lines[from..])}\n[End of what was said before]");
    }

    // What was heard of an answer that was interrupted is its beginning.
    private static int LastKnown(ChatMessage[] dialogue, string answer)
    {
        var whole = Squeezed(answer);
        if (whole.Length == 0)
            return -1;
        return Array.FindLastIndex(dialogue, message =>
            message.Role == ChatRole.Assistant && Squeezed(SaidBy(message)) is { Length: > 0 } said
            && (whole.StartsWith(said, StringComparison.Ordinal) || said.StartsWith(whole, StringComparison.Ordinal)));
    }

    private static string SaidBy(ChatMessage message) =>
        string.Concat(message.Contents.Select(static content => content switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => ToolInstructions.Call(call),
            _ => "",
        }));

    private static string Squeezed(string text) => string.Concat(text.Where(static c => char.IsLetterOrDigit(c)));

    private static string Text(ChatMessage message, Dictionary<string, string> names) =>
        string.Join('\n', message.Contents.Select(content => content switch
        {
            TextContent text => text.Text,
            FunctionCallContent call => ToolInstructions.Call(call),
            FunctionResultContent result => ToolInstructions.Result(names.GetValueOrDefault(result.CallId), result.Result),
            _ => "",
        }).Where(static text => text.Length > 0));

    private static Dictionary<string, string> NamesOf(ChatMessage[] dialogue)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in dialogue.SelectMany(static message => message.Contents).OfType<FunctionCallContent>())
            names[call.CallId] = call.Name;
        return names;
    }

    private static void Append(StringBuilder question, string text)
    {
        if (text.Length == 0)
            return;
        if (question.Length > 0)
            question.Append("\n\n");
        question.Append(text);
    }
}
