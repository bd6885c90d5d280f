using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;

namespace VoiceBus.RabbitMq.Codecs;

/// <summary>
/// The next worker's model is told what was said and asked to go on, and joined to it, as a model is that follows another
/// one inside a worker.
/// </summary>
internal sealed class ChatReplayState(ChatRequest request) : CallReplayState<ChatRequest, ChatResponseUpdate>(request)
{
    private readonly PartialReply _reply = new();
    private ContinuationStitcher _stitcher = new("");
    private bool _askedTool;

    // The caller runs the tool and asks again with its result.
    public override bool IsComplete => _askedTool;

    public override ChatRequest Ask()
    {
        _stitcher = new ContinuationStitcher(_reply.Said);
        return Original with { Messages = _reply.Ask(Original.Messages) };
    }

    public override void Receive(ChatResponseUpdate reply, Action<ChatResponseUpdate> pass)
    {
        var asksTool = reply.Contents.Any(static content => content is FunctionCallContent);
        if (!_stitcher.IsClosed)
            reply.Contents = [.. reply.Contents.Select(Joined).OfType<AIContent>()];
        if (asksTool)
            Finish(pass);
        Pass(reply, pass);
        _askedTool |= asksTool;
    }

    public override void Finish(Action<ChatResponseUpdate> pass)
    {
        if (_stitcher.Finish() is { Length: > 0 } rest)
            Pass(new ChatResponseUpdate(ChatRole.Assistant, rest), pass);
    }

    private AIContent? Joined(AIContent content)
    {
        if (content is not TextContent { Text: { } text })
            return content;
        var joined = _stitcher.Pass(text);
        return joined.Length == 0 ? null : new TextContent(joined);
    }

    private void Pass(ChatResponseUpdate update, Action<ChatResponseUpdate> pass)
    {
        if (update.Contents.Count == 0)
            return;
        _reply.Note(update);
        pass(update);
    }
}
