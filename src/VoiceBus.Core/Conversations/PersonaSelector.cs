using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Conversations;

/// <summary>Who speaks in a session: the device's persona, else the one of the configuration. Thread-safe.</summary>
internal sealed class PersonaSelector(Func<ConversationOptions> options)
{
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Persona? _chosen;

    /// <summary>Who would speak now.</summary>
    public Persona Now => _chosen ?? options().Persona;

    /// <summary>Who speaks in a turn that begins: known as soon as the device's persona was looked up.</summary>
    public async ValueTask<Persona> ForTurnAsync(CancellationToken cancellationToken)
    {
        await _known.Task.WaitAsync(cancellationToken);
        return Now;
    }

    /// <summary>The look-up is over; null is the configuration's persona.</summary>
    public void Begin(Persona? persona)
    {
        _chosen ??= persona;
        _known.TrySetResult();
    }

    /// <summary>Another one speaks from the next turn on; null is the configuration's persona.</summary>
    public void Choose(Persona? persona) => _chosen = persona;
}
