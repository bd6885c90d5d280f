using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// The next worker's model is told what was said and asked to go on. Some models go on, some begin again: as long as what
/// comes is what was said, it is held back; when it is all of it, it is dropped. Tool calls asked for before are not asked
/// for twice.
/// </summary>
internal sealed class ThoughtContinuation(ThinkingRequest request) : Continuation<ThinkingRequest, ChatResponseUpdate>(request)
{
    private const string GoOn =
        "Your reply above was cut off by a fault. Continue it exactly where it stops, in the same language, without repeating anything.";

    private readonly StringBuilder _said = new();
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly List<ChatResponseUpdate> _held = [];
    private string _echo = "";
    private int _matched;
    private bool _again;

    public override ThinkingRequest Ask(bool again)
    {
        _again = again;
        _held.Clear();
        _matched = 0;
        _echo = _said.ToString();
        return _echo.Length == 0
            ? Original
            : Original with
            {
                Messages = [.. Original.Messages, new ChatMessage(ChatRole.Assistant, _echo), new ChatMessage(ChatRole.System, GoOn)],
            };
    }

    public override void Receive(ChatResponseUpdate reply, Action<ChatResponseUpdate> pass)
    {
        if (_again)
            DropRepeatedCalls(reply);
        var text = reply.Text;
        if (_matched < _echo.Length && text.Length > 0)
        {
            if (!TryMatch(text, out var rest))
            {
                // What began like the reply and then went another way was no repetition.
                foreach (var update in _held)
                    Pass(update, pass);
                _held.Clear();
                _matched = _echo.Length;
            }
            else if (rest.Length == 0)
            {
                if (_matched == _echo.Length)
                    _held.Clear();
                else
                    _held.Add(reply);
                return;
            }
            else
            {
                _held.Clear();
                reply = new ChatResponseUpdate(reply.Role, [.. reply.Contents.Where(static content => content is not TextContent), new TextContent(rest)])
                {
                    MessageId = reply.MessageId,
                    ResponseId = reply.ResponseId,
                };
            }
        }
        Pass(reply, pass);
    }

    private bool TryMatch(string text, out string rest)
    {
        var length = Math.Min(text.Length, _echo.Length - _matched);
        rest = text[length..];
        if (string.CompareOrdinal(_echo, _matched, text, 0, length) != 0)
            return false;
        _matched += length;
        return true;
    }

    private void Pass(ChatResponseUpdate update, Action<ChatResponseUpdate> pass)
    {
        _said.Append(update.Text);
        foreach (var content in update.Contents)
            if (content is FunctionCallContent call)
                _called.Add(Fingerprint(call));
        if (update.Contents.Count > 0)
            pass(update);
    }

    private void DropRepeatedCalls(ChatResponseUpdate update)
    {
        for (var i = update.Contents.Count - 1; i >= 0; i--)
            if (update.Contents[i] is FunctionCallContent call && _called.Contains(Fingerprint(call)))
                update.Contents.RemoveAt(i);
    }

    private static string Fingerprint(FunctionCallContent call) =>
        $"{call.Name} {JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)}";
}
