using VoiceBus.Core.Diagnostics;

namespace EmbedInYourApp;

/// <summary>Sees what happens, off the path of any turn.</summary>
public sealed class TurnCounter : IEventObserver
{
    private static int _turns;

    public static int Turns => Volatile.Read(ref _turns);

    public void OnEvent(DiagnosticEvent @event, DateTimeOffset at)
    {
        if (@event is TurnEnded)
            Interlocked.Increment(ref _turns);
    }
}
