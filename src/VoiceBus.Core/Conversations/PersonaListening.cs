using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// How a session listens: as the configuration says, with the patience of whoever speaks now. Asked for every 32 ms, so made once per
/// change. Owned by the session's loop.
/// </summary>
internal sealed class PersonaListening(Func<ConversationOptions> options, PersonaSelector cast)
{
    private ListeningOptions? _of;
    private Persona? _by;
    private ListeningOptions? _made;

    /// <summary>As it is now.</summary>
    public ListeningOptions Now
    {
        get
        {
            var (usual, persona) = (options().Listening, cast.Now);
            if (_made is null || !ReferenceEquals(usual, _of) || !ReferenceEquals(persona, _by))
                (_of, _by, _made) = (usual, persona, Of(usual, persona));
            return _made;
        }
    }

    /// <summary>What a persona says counts; where it says one of the two, the other follows so that the longer stays the longer.</summary>
    internal static ListeningOptions Of(ListeningOptions usual, Persona persona) => (persona.EndSilence, persona.MaxEndSilence) switch
    {
        (null, null) => usual,
        ({ } end, null) => usual with { EndSilence = end, MaxEndSilence = Longer(end, usual.MaxEndSilence) },
        (null, { } max) => usual with { EndSilence = max < usual.EndSilence ? max : usual.EndSilence, MaxEndSilence = max },
        ({ } end, { } max) => usual with { EndSilence = end, MaxEndSilence = Longer(end, max) },
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
