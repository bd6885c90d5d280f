namespace VoiceBus.Core.Bus;

/// <summary>How a message was counted.</summary>
public enum CallOutcome
{
    /// <summary>The handler saw it through.</summary>
    Completed,

    /// <summary>The handler failed.</summary>
    Failed,

    /// <summary>It never reached a handler.</summary>
    Refused,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}

/// <summary>How a call ends: decided by whoever ends it, applied by the queue if it is the first.</summary>
/// <param name="Outcome">How it is counted.</param>
/// <param name="Failure">What the caller is told; null when it completed.</param>
/// <param name="OnlyWhileOpening">Applies only while the call waits for room in the queue.</param>
/// <param name="OnlyWhileWaiting">Applies only while the call's handler has not started.</param>
public sealed record CallEnding(
    CallOutcome Outcome, CallFailedException? Failure, bool OnlyWhileOpening = false, bool OnlyWhileWaiting = false)
{
    /// <summary>The handler returned.</summary>
    public static CallEnding Completed { get; } = new(CallOutcome.Completed, null);

    /// <summary>The message's final status.</summary>
    public MessageStatus Status => Outcome == CallOutcome.Completed ? MessageStatus.Completed : MessageStatus.Failed;

    /// <summary>The caller cancelled.</summary>
    public static CallEnding Left(ServiceType type, bool onlyWhileOpening = false) =>
        new(CallOutcome.Cancelled, new(type, FailureKind.Cancelled, $"The caller left the {type.ToName()} call."), onlyWhileOpening);

    /// <summary>No room in the queue in time.</summary>
    public static CallEnding Overloaded(ServiceType type, int capacity, TimeSpan waited) =>
        new(
            CallOutcome.Refused,
            new(
                type,
                FailureKind.Overloaded,
                $"The {type.ToName()} queue stayed full for {waited.TotalSeconds:0.###} s: {capacity} messages wait in it."),
            OnlyWhileOpening: true);

    /// <summary>The whole call took too long.</summary>
    public static CallEnding TimedOut(ServiceType type, TimeSpan timeout) =>
        Failed(new(type, FailureKind.Timeout, $"The {type.ToName()} call did not end within {timeout.TotalSeconds:0.###} s."));

    /// <summary>The bus stops.</summary>
    public static CallEnding Stopped(ServiceType type) =>
        Failed(new(type, FailureKind.Unavailable, $"The bus stopped during the {type.ToName()} call."));

    /// <summary>An operator cleared the queue.</summary>
    public static CallEnding Cleared(ServiceType type) => new(
        CallOutcome.Failed,
        new(type, FailureKind.Cancelled, $"The {type.ToName()} queue was cleared by an operator."),
        OnlyWhileWaiting: true);

    /// <summary>The handler threw.</summary>
    public static CallEnding Threw(ServiceType type, Exception exception) =>
        Failed(exception as CallFailedException
            ?? new(type, FailureKind.Internal, $"The {type.ToName()} handler threw {FailureText.Of(exception)}.", exception)
            {
                Detail = FailureText.DetailOf(exception),
            });

    /// <summary>A defect of this program broke the call.</summary>
    public static CallEnding Broke(ServiceType type, Exception defect) =>
        Failed(new(type, FailureKind.Internal, $"The {type.ToName()} call broke: {FailureText.Of(defect)}.", defect)
        {
            Detail = FailureText.DetailOf(defect),
        });

    /// <summary>Failed for a reason given.</summary>
    public static CallEnding Failed(CallFailedException failure) => new(CallOutcome.Failed, failure);
}
