using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// Writes down which tools a turn ran, as they are asked for and answer. Written by the turn's task, read when that has ended; not
/// thread-safe.
/// </summary>
internal sealed class TurnTools
{
    private const string Unanswered = "(interrupted: no result)";

    private readonly List<(string CallId, ToolUse Use)> _uses = [];
    private int _round;
    private bool _answered;

    /// <summary>Notes a call or a result; anything else is none of its business.</summary>
    public void Note(AIContent content)
    {
        if (content is FunctionCallContent call && _uses.Count < ToolUse.MaxPerTurn)
        {
            // Who asks again has read what was answered.
            _round += _answered ? 1 : 0;
            _answered = false;
            _uses.Add((call.CallId, new ToolUse(_round, call.Name, ArgumentsOf(call), Unanswered)));
        }
        else if (content is FunctionResultContent result)
        {
            _answered = true;
            var at = _uses.FindIndex(use => use.CallId == result.CallId && ReferenceEquals(use.Use.Result, Unanswered));
            if (at >= 0)
                _uses[at] = (result.CallId, _uses[at].Use with { Result = ResultOf(result) });
        }
    }

    /// <summary>The tools that were asked for.</summary>
    public IReadOnlyList<ToolUse> ToHistory() => _uses.Count == 0 ? [] : [.. _uses.Select(static use => use.Use)];

    private static string ArgumentsOf(FunctionCallContent call)
    {
        var json = JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions);
        return json.Length <= ToolUse.MaxArguments ? json : "{}";
    }

    private static string ResultOf(FunctionResultContent result)
    {
        var text = result.Result switch
        {
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            null => result.Exception?.Message ?? "",
            var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions),
        };
        var rest = text.AsSpan();
        return text.Length <= ToolUse.MaxResult ? text : $"{TextPieces.Next(ref rest, ToolUse.MaxResult)}…";
    }
}
