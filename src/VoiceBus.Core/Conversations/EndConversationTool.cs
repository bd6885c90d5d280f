using System.Text.Json;
using Microsoft.Extensions.AI;

namespace VoiceBus.Core.Conversations;

/// <summary>Ends the conversation when the words of the turn have been spoken, unless somebody interrupts them. Thread-safe.</summary>
internal sealed class EndConversationTool(PostTurnActions turn, DeviceAlarms alarms) : AIFunction
{
    private static readonly JsonElement _schema = JsonElement.Parse("""{"type":"object","properties":{}}""");

    public override string Name => "end_conversation";

    public override string Description =>
        "Ends the conversation, when the user says goodbye or wants to be left alone. Say a short goodbye afterwards: the device hangs up when it has been spoken.";

    public override JsonElement JsonSchema => _schema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        // A device that has hung up cannot ring.
        if (alarms.HasSomethingDue)
            return new("Error: a timer is running and could not ring any more; say goodbye, the conversation stays open for it.");
        turn.EndsConversation = true;
        return new("ok: say goodbye now");
    }
}
