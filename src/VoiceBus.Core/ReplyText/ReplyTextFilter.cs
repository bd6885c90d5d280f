using System.Text;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.ReplyText;

/// <summary>
/// Parts what a model writes into what it says and what is not said: thoughts, control tokens, messages of others it makes up, and
/// tool calls written as text, which become calls. Works on any pieces of a stream; what comes out does not depend on the pieces.
/// One reply, one filter; not thread-safe. This file reads text, the other one marks.
/// </summary>
/// <param name="tools">Names of the tools the model was offered: only these are called.</param>
/// <param name="habit">What is known of the model; learned from this reply.</param>
public sealed partial class ReplyTextFilter(IReadOnlyCollection<string> tools, ThinkingHabit habit)
{
    private const int LongestHeld = 32_768;
    private const int LongestAction = 128;

    private static readonly string[] _toolBlocks = ["tool", "function", "action"];

    private readonly TextToolCalls _toolCalls = new(tools);
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _block = new();
    private readonly StringBuilder _head = new();
    private List<AIContent> _given = [];
    private State _state;
    private string _rest = "";
    private int _at;
    private char _before;
    private bool _ended;
    private bool _begun;
    private bool _inCode;
    private bool _holds = habit.BeginsThinking;
    private string? _family;
    private string? _tool;

    private enum State
    {
        Answer,
        Thought,
        Call,
        Head,
        Other,
    }

    /// <summary>Takes the next piece; gives what is certain: text, calls, a <see cref="Retraction"/>.</summary>
    public IReadOnlyList<AIContent> Pass(string piece)
    {
        _rest = _at == _rest.Length ? piece : string.Concat(_rest.AsSpan(_at), piece);
        _at = 0;
        while (_at < _rest.Length && Step())
        {
            // Each step takes something of the rest, or needs more of it.
        }

        return Take();
    }

    /// <summary>The reply is over, or is interrupted by a tool call: gives what was waiting for more.</summary>
    public IReadOnlyList<AIContent> Finish()
    {
        _ended = true;
        while (_at < _rest.Length && Step())
        {
            // As above.
        }

        if (_state == State.Call)
            EndCall();
        if (_state == State.Thought && _tail is { } tail)
            _said.Append(tail);
        if (_holds && _begun)
            habit.BeginsThinking = false;
        _holds = false;
        _ended = false;
        _state = State.Answer;
        return Take();
    }

    private ReadOnlySpan<char> Rest => _rest.AsSpan(_at);

    private bool IsLineStart => !_begun || _before == '\n';

    private List<AIContent> Take()
    {
        if (_said.Length > 0 && !_holds)
        {
            _given.Add(new TextContent(_said.ToString()));
            _said.Clear();
        }

        var given = _given;
        _given = [];
        return given;
    }

    // False: what comes next depends on text that is not there yet.
    private bool Step()
    {
        if (_state == State.Head && Rest[0] == '\n' && _head.ToString().Trim().Length > 0)
        {
            Skip(1);
            EndHead();
            return true;
        }

        if (_state == State.Answer && ReadStructure() is { } read)
            return read;
        // In backticks a mark is talked about.
        if (ReplyMark.MayBegin(Rest[0]) && _before != '`' && !_inCode)
        {
            var length = ReplyMark.Read(Rest, _ended, out var mark);
            if (length == ReplyMark.Incomplete)
                return false;
            if (length > 0)
            {
                var raw = Rest[..length].ToString();
                Skip(length);
                OnMark(mark, raw);
                return true;
            }
        }

        OnText(Rest[0]);
        Skip(1);
        return true;
    }

    private void OnText(char c)
    {
        switch (_state)
        {
            case State.Answer:
                Say(c);
                break;
            case State.Call:
                _block.Append(c);
                break;
            case State.Head:
                _head.Append(c);
                break;
            case State.Thought:
                _tail?.Append(c);
                break;
        }
    }

    private void Say(char c)
    {
        // The blank lines between the thoughts and the answer are no part of the answer.
        if (!_begun && char.IsWhiteSpace(c))
            return;
        _begun = true;
        _said.Append(c);
    }

    private void Skip(int count)
    {
        if (count > 0)
            _before = _rest[_at + count - 1];
        _at += count;
    }

    // What a line may be as a whole: JSON, code, a call. Null: it is none of these.
    private bool? ReadStructure()
    {
        if (_inCode)
            return ReadInCode();
        if (!_begun && Rest[0] is '{' or '[')
            return ReadJson();
        if (!_begun && (ReadLabel() ?? ReadPlainCall()) is { } read)
            return read;
        if (Rest[0] == '`' && IsLineStart)
            return ReadFence();
        return tools.Count > 0 && IsLineStart && Rest[0] == 'A' ? ReadAction() : null;
    }

    private bool? ReadJson()
    {
        if (_begun || !MayBeStructure(out var needsMore))
            return null;
        var held = Rest[..Math.Min(Rest.Length, LongestHeld)];
        var length = needsMore ? 0 : JsonExtent.Of(held);
        if (length == 0 && !_ended && held.Length < LongestHeld)
            return false;
        if (needsMore)
            return null;
        var text = held[..(length == 0 ? held.Length : length)].ToString();
        if (_toolCalls.TryReadReply(text, out var calls, out var answer))
        {
            Skip(text.Length);
            Give(calls);
            foreach (var c in answer ?? "")
                Say(c);
            return true;
        }

        // Half a call is none, and nobody reads it out.
        if (length > 0 || !text.Contains("\"name\"") || !(text.Contains("\"arguments\"") || text.Contains("\"parameters\"")))
            return null;
        Skip(text.Length);
        return true;
    }

    // JSON begins with a quote or a brace; a list of calls with a name and a parenthesis.
    private bool MayBeStructure(out bool needsMore)
    {
        var at = 1;
        while (at < Rest.Length && (char.IsWhiteSpace(Rest[at]) || (Rest[at] == '{' && Rest[0] == '[')))
            at++;
        needsMore = at == Rest.Length;
        if (needsMore || Rest[at] == '"' || (Rest[0] == '{' && Rest[at] == '}'))
            return true;
        if (Rest[0] == '{')
            return false;
        var from = at;
        while (at < Rest.Length && at - from < 64 && (char.IsAsciiLetterOrDigit(Rest[at]) || Rest[at] is '_' or '.'))
            at++;
        needsMore = at == Rest.Length;
        return needsMore || (at > from && Rest[at] == '(');
    }

    private bool? ReadLabel()
    {
        var held = Rest[..Math.Min(Rest.Length, LongestHeld)];
        var length = ReplyLabel.Read(held, _ended, out var role);
        if (length <= 0)
            return length == 0 ? null : false;
        if (role == MarkRole.Thought)
        {
            var thought = ReplyLabel.ThoughtLength(held[length..]);
            if (thought == 0)
                return _ended || held.Length == LongestHeld ? null : false;
            Skip(length + thought);
            return true;
        }

        if (role == MarkRole.Speaker)
        {
            Skip(length);
            return true;
        }

        // A feeling is one word on a line of its own.
        var line = held[length..Math.Min(held.Length, length + LongestAction)];
        var end = line.IndexOf('\n');
        if (end < 0 && !_ended && line.Length < LongestAction)
            return false;
        var feeling = (end < 0 ? line : line[..end]).Trim(" *_").ToString();
        if (feeling.Length is 0 or > 20 || feeling.Contains(' '))
            return null;
        Skip(length + (end < 0 ? line.Length : end));
        _said.Append($"<emotion>{feeling}</emotion>");
        return true;
    }

    // A reply that begins with the name of a tool and its arguments: get_time(city="Rome"), get_time {"city": "Rome"}.
    private bool? ReadPlainCall()
    {
        if (tools.Count == 0 || !char.IsAsciiLetter(Rest[0]))
            return null;
        var held = Rest[..Math.Min(Rest.Length, LongestHeld)];
        var end = 0;
        while (end < held.Length && end < LongestAction && (char.IsAsciiLetterOrDigit(held[end]) || held[end] is '_' or '-' or '.'))
            end++;
        var name = held[..end].ToString();
        if (end == held.Length)
            return !_ended && _toolCalls.MayBecome(name) ? false : null;
        if (!_toolCalls.IsOffered(TextToolCalls.Plain(name)))
            return null;
        var open = held[end..].IndexOfAnyExcept(" \n\t:");
        if (open < 0)
            return _ended ? null : false;
        open += end;
        if (held[open] is not ('(' or '{') || (held[open] == '(' && open > end))
            return null;
        var length = JsonExtent.Of(held[open..]);
        if (length == 0 && !_ended && held.Length < LongestHeld)
            return false;
        var text = held[..(length == 0 ? held.Length : open + length)].ToString();
        Skip(text.Length);
        Give(_toolCalls.Read(text, name: null));
        return true;
    }

    private bool? ReadFence()
    {
        var text = Rest[..Math.Min(Rest.Length, LongestHeld)];
        if (text.Length < 3)
            return "```".AsSpan().StartsWith(text) && !_ended ? false : null;
        if (!text.StartsWith("```"))
            return null;
        var line = text.IndexOf('\n');
        if (line < 0 && !_ended)
            return false;
        var info = (line < 0 ? text[3..] : text[3..line]).Trim();
        var isTool = Array.Exists(_toolBlocks, info.ToString().Contains);
        if (!isTool && !info.StartsWith("json", StringComparison.OrdinalIgnoreCase))
            return EnterCode();
        var end = line < 0 ? -1 : text[line..].IndexOf("\n```");
        if (end < 0 && !_ended && text.Length < LongestHeld)
            return false;
        var body = line < 0 ? "" : (end < 0 ? text[(line + 1)..] : text[(line + 1)..Math.Max(line + 1, line + end)]).ToString();
        var (calls, isCall) = (new List<FunctionCallContent>(), isTool);
        if (isTool)
            calls = _toolCalls.Read(body, name: null);
        else
            isCall = _toolCalls.TryReadReply(body, out calls, out var answer) && answer is null;
        if (!isCall)
            return EnterCode();
        Skip(end < 0 ? text.Length : line + end + 4);
        Give(calls);
        return true;
    }

    private bool EnterCode()
    {
        _inCode = true;
        foreach (var c in "```")
            Say(c);
        Skip(3);
        return true;
    }

    private bool? ReadInCode()
    {
        if (Rest[0] != '`')
            return null;
        if (Rest.Length < 3 && "```".AsSpan().StartsWith(Rest) && !_ended)
            return false;
        if (!Rest.StartsWith("```"))
            return null;
        EnterCode();
        _inCode = false;
        return true;
    }

    // "Action: name", then "Action Input: {…}": how models were taught to call tools before there were tools.
    private bool? ReadAction()
    {
        const string Action = "Action:";
        if (Rest.Length < Action.Length ? !Action.AsSpan().StartsWith(Rest) : !Rest.StartsWith(Action))
            return null;
        var held = Rest[..Math.Min(Rest.Length, LongestAction)];
        var line = held.IndexOf('\n');
        if (line < 0 && !_ended && held.Length < LongestAction)
            return false;
        var name = held.Length < Action.Length ? "" : held[Action.Length..(line < 0 ? held.Length : line)].Trim().ToString();
        if (!_toolCalls.IsOffered(name))
            return null;
        Skip(line < 0 ? held.Length : line + 1);
        BeginCall(family: null, name);
        return true;
    }
}
