using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.ReplyText;

/// <content>What marks do.</content>
public sealed partial class ReplyTextFilter
{
    // Text after a thought's end that may still be inside of an outer one.
    private StringBuilder? _tail;
    private int _depth;
    private string? _thoughtTag;

    private void OnMark(in ReplyMark mark, string raw)
    {
        switch (_state)
        {
            case State.Answer:
                OnMarkInAnswer(mark, raw);
                break;
            case State.Thought:
                OnMarkInThought(mark, raw);
                break;
            case State.Call:
                OnMarkInCall(mark, raw);
                break;
            case State.Head when mark.Role == MarkRole.Message:
                EndHead();
                break;
            case State.Head when mark.Role == MarkRole.Channel:
                _head.Append(" channel=");
                break;
            case State.Head:
                _head.Append(' ');
                break;
            case State.Other when MarkWords.IsEnd(mark) && MarkWords.Family(mark) == _family:
                _state = State.Answer;
                break;
            case State.Other:
                OnNewMessage(mark);
                break;
        }
    }

    private void OnMarkInAnswer(in ReplyMark mark, string raw)
    {
        var isEnd = MarkWords.IsEnd(mark);
        switch (mark.Role)
        {
            case MarkRole.Thought when isEnd:
                Retract();
                break;
            case MarkRole.Thought when !mark.IsEmpty:
                BeginThought();
                _thoughtTag = mark.IsToken ? null : mark.Name;
                break;
            case MarkRole.ToolCall when !isEnd && !mark.IsEmpty:
                BeginCall(MarkWords.Family(mark), NameOf(mark));
                _block.Append(mark.IsToken ? "" : raw);
                break;
            case MarkRole.ToolResult when !isEnd && !mark.IsEmpty:
                (_state, _family) = (State.Other, MarkWords.Family(mark));
                break;
            case MarkRole.End:
                EndLine();
                break;
            case MarkRole.Markup or MarkRole.Unknown when !mark.IsToken:
                Say(raw);
                break;
            case MarkRole.Markup or MarkRole.Unknown when !isEnd && mark.Name.All(char.IsLetter):
                Say($"<{mark.Name}/>"); // It may name an emotion; else it is a tag that nobody knows.
                break;
            default:
                OnNewMessage(mark);
                break;
        }
    }

    private void OnMarkInThought(in ReplyMark mark, string raw)
    {
        if (mark.Closes && mark.Name == _thoughtTag && mark.Role != MarkRole.Thought)
        {
            EndThought();
        }
        else if (mark.Role == MarkRole.Thought && MarkWords.IsEnd(mark))
        {
            _tail = new StringBuilder();
            if (--_depth <= 0)
                EndThought();
        }
        else if (mark.Role == MarkRole.Thought && !mark.IsEmpty)
        {
            _depth++;
            _tail = null;
        }
        else if (mark.Role == MarkRole.End && mark.IsToken)
        {
            EndThought();
            EndLine();
        }
        else if (!OnNewMessage(mark))
        {
            _tail?.Append(raw);
        }
    }

    private void OnMarkInCall(in ReplyMark mark, string raw)
    {
        if ((MarkWords.IsEnd(mark) && MarkWords.Family(mark) == _family) || (mark is { Role: MarkRole.End, IsToken: true }))
            EndCall();
        else if (mark.Role is MarkRole.Start or MarkRole.Channel)
            OnNewMessage(mark);
        else
            _block.Append(raw);
    }

    // Whatever went on before, a message begins with these.
    private bool OnNewMessage(in ReplyMark mark)
    {
        if (mark.Role is not (MarkRole.Start or MarkRole.Channel) && !(mark is { Role: MarkRole.Speaker, IsToken: true }))
            return false;
        if (_state == State.Call)
            EndCall();
        EndLine();
        _tail = null;
        if (mark.Role == MarkRole.Speaker)
        {
            (_state, _family) = (MarkWords.IsOther(mark.Name) && !mark.Closes ? State.Other : State.Answer, MarkWords.Family(mark));
            return true;
        }

        _state = State.Head;
        _head.Clear().Append(mark.Role == MarkRole.Channel ? " channel=" : "");
        return true;
    }

    private void EndHead()
    {
        var head = _head.ToString().Trim();
        _state = State.Answer;
        if (MarkWords.IsOther(head))
            (_state, _family) = (State.Other, null);
        else if (Recipient().Match(head) is { Success: true } to)
            BeginCall(family: null, to.Groups[1].Value);
        else if (MarkWords.IsThought(head))
            BeginThought();
    }

    private void BeginThought()
    {
        // A model that marks where its thoughts begin does not begin with them.
        (_holds, habit.BeginsThinking) = (false, false);
        (_state, _depth, _tail, _thoughtTag) = (State.Thought, 1, null, null);
    }

    private void EndThought() => (_state, _tail) = (State.Answer, null);

    // The end of a thought whose beginning nobody saw: all before it was thought.
    private void Retract()
    {
        if (!_begun)
            return;
        habit.BeginsThinking = true;
        _given.RemoveAll(static content => content is TextContent);
        if (!_holds)
            _given.Add(Retraction.Create());
        _said.Clear();
        (_holds, _begun, _inCode) = (false, false, false);
    }

    private void BeginCall(string? family, string? name)
    {
        (_state, _family, _tool) = (State.Call, family, name);
        _block.Clear();
    }

    private void EndCall()
    {
        _state = State.Answer;
        Give(_toolCalls.Read(_block.ToString(), _tool));
    }

    private void Give(List<FunctionCallContent> calls)
    {
        if (calls.Count == 0)
            return;
        if (_said.Length > 0)
            _given.Add(new TextContent(_said.ToString()));
        _said.Clear();
        _holds = false;
        _given.AddRange(calls);
    }

    private void EndLine()
    {
        if (_begun && _state == State.Answer)
            _said.Append('\n');
    }

    private void Say(string text)
    {
        foreach (var c in text)
            Say(c);
    }

    // <function=name> and <invoke name="name">.
    private static string? NameOf(in ReplyMark mark) => NamedAs().Match(mark.Attributes) is { Success: true } name ? name.Groups[1].Value : null;

    [GeneratedRegex(@"\bto=(?:functions\.)?([\w.-]+)")]
    private static partial Regex Recipient();

    [GeneratedRegex(@"^(?:name)?=[""']?([\w.-]+)")]
    private static partial Regex NamedAs();
}
