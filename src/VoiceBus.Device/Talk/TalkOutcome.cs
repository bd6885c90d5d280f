namespace VoiceBus.Device.Talk;

/// <summary>How a turn went; a null problem is success.</summary>
internal sealed record TalkOutcome(string? Problem)
{
    public static TalkOutcome Good { get; } = new((string?)null);

    public static TalkOutcome Bad(string problem) => new(problem);
}
