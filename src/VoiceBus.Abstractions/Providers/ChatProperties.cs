using Microsoft.Extensions.AI;

namespace VoiceBus;

/// <summary>What the host tells a model of a call, beside the dialogue: names in <see cref="ChatOptions.AdditionalProperties"/>.</summary>
public static class ChatProperties
{
    /// <summary>
    /// The session on whose behalf the model is asked, a text: for vendors that keep the conversation themselves. The same for all turns
    /// of a session; a probe has a name instead, such as "probe".
    /// </summary>
    public const string Session = "voicebus.session_id";
}
