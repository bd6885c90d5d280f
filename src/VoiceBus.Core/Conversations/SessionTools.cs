using Microsoft.Extensions.AI;
using VoiceBus.Core.Audio;

namespace VoiceBus.Core.Conversations;

/// <summary>What a model may do to the conversation itself. One per session; makes the tools of a turn. Thread-safe.</summary>
internal sealed class SessionTools(ISoundLibrary? sounds, DeviceAlarms alarms)
{
    /// <summary>The tools that act on one turn.</summary>
    public IEnumerable<AIFunction> ToolsFor(PostTurnActions turn)
    {
        yield return new EndConversationTool(turn, alarms);
        if (sounds?.Names is { Count: > 0 } names)
            yield return new PlaySoundTool(turn, names);
    }
}
