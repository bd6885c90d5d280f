using System.Text;
using Microsoft.Extensions.AI;

namespace VoiceBus.Providers.WrittenTools;

/// <summary>
/// Finds the tool calls that a model has written into its answer, as it comes: words before a call pass, calls become calls, what
/// follows a call is no answer any more. Marks may be cut anywhere, left open, closed by another opening one, or be missing where the
/// whole answer is a call. Not thread-safe.
/// </summary>
/// <param name="newCallId">Makes ids.</param>
internal sealed class WrittenCallFilter(Func<string> newCallId)
{
    private const int LongestCall = 64 * 1024;

    private static readonly string[] _marks = ["<tool_call>", "<tool_calls>", "<function_call>"];
    private static readonly string _result = "<tool_result";

    private readonly StringBuilder _held = new();
    private State _state = State.Start;
    private string _mark = "";

    private enum State
    {
        Start,
        Words,
        Call,
        Whole,
        AfterCall,
        Over,
    }

    /// <summary>Whether a call was found.</summary>
    public bool HasCalled { get; private set; }

    /// <summary>Takes the next piece of the answer.</summary>
    /// <returns>What is sure to be words, and calls that are complete.</returns>
    /// <exception cref="FormatException">A call is not understood.</exception>
    public IReadOnlyList<AIContent> Add(string piece)
    {
        var found = new List<AIContent>();
        _held.Append(piece);
        while (Step(found))
        {
            // Until more is needed.
        }

        return found;
    }

    /// <summary>The answer is over.</summary>
    /// <returns>What was held back.</returns>
    /// <exception cref="FormatException">A call is not understood.</exception>
    public IReadOnlyList<AIContent> Finish()
    {
        var found = new List<AIContent>();
        var held = _held.ToString();
        _held.Clear();
        switch (_state)
        {
            case State.Call when !string.IsNullOrWhiteSpace(held):
                Call(held, found);
                break;
            case State.Whole when WrittenCall.TryRead(held, newCallId, mustHaveArguments: true, out var calls):
                Take(calls, found);
                break;
            case State.Start or State.Words or State.Whole:
                Say(held, found);
                break;
        }

        _state = State.Over;
        return found;
    }

    private bool Step(List<AIContent> found) => _state switch
    {
        State.Start => Begin(),
        State.Words => PassWords(found),
        State.Call => CloseCall(found),
        State.AfterCall => FindNext(),
        State.Whole => _held.Length > LongestCall && GiveUpWhole(),
        _ => Drop(),
    };

    // An answer that begins as JSON may be a call without marks.
    private bool Begin()
    {
        var text = _held.ToString().TrimStart();
        if (text.Length == 0)
            return false;
        if (text.Length < 3 && "```".StartsWith(text, StringComparison.Ordinal))
            return false;
        _state = text[0] is '{' || text.StartsWith("```", StringComparison.Ordinal) || text.StartsWith("[{", StringComparison.Ordinal) ? State.Whole : State.Words;
        return true;
    }

    private bool GiveUpWhole()
    {
        _state = State.Words;
        return true;
    }

    private bool PassWords(List<AIContent> found)
    {
        var text = _held.ToString();
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            var rest = text[at..];
            if (Array.Find(_marks, mark => rest.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) is { } opened)
            {
                Say(text[..at].TrimEnd(), found);
                _held.Remove(0, at + opened.Length);
                (_state, _mark) = (State.Call, opened);
                return true;
            }

            if (Array.Exists(_marks, mark => mark.StartsWith(rest, StringComparison.OrdinalIgnoreCase)))
            {
                Say(text[..at], found);
                _held.Remove(0, at);
                return false;
            }
        }

        Say(text, found);
        _held.Clear();
        return false;
    }

    private bool CloseCall(List<AIContent> found)
    {
        var text = _held.ToString();
        if (text.Length > LongestCall)
            throw new FormatException("a tool call is too long");
        var closing = $"</{_mark[1..]}";
        var end = text.IndexOf(closing, StringComparison.OrdinalIgnoreCase);
        var length = closing.Length;
        // The second opening mark closes this call, or opens the next, or both.
        if (text.IndexOf(_mark, StringComparison.OrdinalIgnoreCase) is > 0 and var again && (end < 0 || again < end))
            (end, length) = (again, 0);
        if (end < 0)
            return false;
        Call(text[..end], found);
        _held.Remove(0, end + length);
        _state = State.AfterCall;
        return true;
    }

    // More calls may follow; a result the model has made up ends it.
    private bool FindNext()
    {
        var text = _held.ToString();
        var made = text.IndexOf(_result, StringComparison.OrdinalIgnoreCase);
        foreach (var mark in _marks)
        {
            var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || (made >= 0 && made < at))
                continue;
            _held.Remove(0, at + mark.Length);
            (_state, _mark) = (State.Call, mark);
            return true;
        }

        if (made >= 0)
            _state = State.Over;
        else if (_held.Length > LongestCall)
            _held.Remove(0, _held.Length - _result.Length);
        return made >= 0;
    }

    private bool Drop()
    {
        _held.Clear();
        return false;
    }

    private void Call(string text, List<AIContent> found)
    {
        if (!WrittenCall.TryRead(text, newCallId, mustHaveArguments: false, out var calls))
            throw new FormatException("a tool call is not understood");
        Take(calls, found);
    }

    private void Take(IReadOnlyList<FunctionCallContent> calls, List<AIContent> found)
    {
        HasCalled = true;
        found.AddRange(calls);
    }

    private static void Say(string words, List<AIContent> found)
    {
        if (words.Length > 0)
            found.Add(new TextContent(words));
    }
}
