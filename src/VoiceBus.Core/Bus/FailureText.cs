namespace VoiceBus.Core.Bus;

/// <summary>
/// What may be said of any exception. Messages of libraries can quote what they worked on, so only our own are always shown;
/// of others the type is.
/// </summary>
public static class FailureText
{
    /// <summary>What may always be shown.</summary>
    public static string Of(Exception error) => error is CallFailedException ? error.Message : error.GetType().Name;

    /// <summary>What may hold user text: shown only where that is switched on; null when there is nothing.</summary>
    public static string? DetailOf(Exception error) => error is CallFailedException failure ? failure.Detail : error.Message;
}
