namespace VoiceBus.Core.Diagnostics;

/// <summary>Where an exception came from, without what it says: messages may quote the user.</summary>
internal static class ExceptionTrace
{
    /// <summary>The type and the places it came through, and those of what caused it.</summary>
    public static string Of(Exception exception)
    {
        var trace = $"{exception.GetType().FullName}{Environment.NewLine}{exception.StackTrace}";
        return exception.InnerException is { } inner ? $"{trace}{Environment.NewLine}caused by {Of(inner)}" : trace;
    }
}
