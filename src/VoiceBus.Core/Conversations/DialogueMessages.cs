using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Writes a dialogue as the strictest chat templates want it: user and assistant in turn, beginning and ending with the user, results
/// right behind their calls, no text empty. What was said unasked joins what was said before it; a question that was never answered
/// joins the next one. One request, one writer.
/// </summary>
internal sealed class DialogueMessages
{
    private readonly List<ChatMessage> _messages = [];
    private readonly StringBuilder _first = new();
    private readonly StringBuilder _user = new();
    private int _calls;

    /// <summary>What was said before the user said anything; empty when there is none.</summary>
    public string SaidFirst => _first.ToString();

    /// <summary>Adds a turn.</summary>
    public void Add(SaidTurn said)
    {
        var turn = said.Turn;
        if (said.IsAsked)
            Join(_user, turn.UserText);
        if (turn.Tools.Count > 0)
        {
            if (_user.Length == 0)
                Join(_user, DialogueNotes.Wordless);
            AddUser();
            foreach (var round in turn.Tools.GroupBy(static use => use.Round))
                AddRound([.. round]);
            _messages.Add(new ChatMessage(ChatRole.Assistant, said.IsAnswered ? turn.PlayedText : DialogueNotes.Wordless));
        }
        else if (said.IsAnswered)
        {
            AddAnswer(turn.PlayedText);
        }
        else if (said.IsAsked)
        {
            Join(_user, DialogueNotes.Unanswered(turn));
        }
    }

    /// <summary>The messages, ending with the user's words if there are any.</summary>
    public List<ChatMessage> Finish(string? userText)
    {
        var isJoined = _user.Length > 0;
        if (!string.IsNullOrWhiteSpace(userText))
            Join(_user, userText);
        AddUser();
        if (isJoined && !string.IsNullOrWhiteSpace(userText))
            NewestWords.Set(_messages[^1], userText);
        return _messages;
    }

    private void AddAnswer(string played)
    {
        if (_user.Length > 0)
        {
            AddUser();
            _messages.Add(new ChatMessage(ChatRole.Assistant, played));
        }
        else if (_messages.Count == 0)
        {
            Join(_first, played);
        }
        else
        {
            // Always the assistant's: a user's message is added with the reply to it.
            _messages[^1] = new ChatMessage(ChatRole.Assistant, $"{_messages[^1].Text}\n{played}");
        }
    }

    private void AddUser()
    {
        if (_user.Length == 0)
            return;
        _messages.Add(new ChatMessage(ChatRole.User, _user.ToString()));
        _user.Clear();
    }

    private void AddRound(ToolUse[] uses)
    {
        var calls = new List<AIContent>(uses.Length);
        var results = new List<AIContent>(uses.Length);
        foreach (var use in uses)
        {
            // Nine letters and digits: no vendor refuses such an id, and some take no other.
            var id = string.Create(CultureInfo.InvariantCulture, $"call{++_calls:D5}");
            calls.Add(new FunctionCallContent(id, use.Tool, ArgumentsOf(use)));
            results.Add(new FunctionResultContent(id, use.Result.Length == 0 ? "(nothing)" : use.Result));
        }

        _messages.Add(new ChatMessage(ChatRole.Assistant, calls));
        _messages.Add(new ChatMessage(ChatRole.Tool, results));
    }

    private static Dictionary<string, object?> ArgumentsOf(ToolUse use)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(use.Arguments) ?? [];
        }
        catch (JsonException)
        {
            return []; // What a database held is of no use then.
        }
    }

    private static void Join(StringBuilder text, string more)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append(more);
    }
}
