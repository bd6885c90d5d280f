namespace VoiceBus.Core.Diagnostics;

/// <summary>A session began.</summary>
[EventId(2001, "Sessions")]
public sealed record SessionOpened(string SessionId, string DeviceId) : DiagnosticEvent;

/// <summary>A session ended.</summary>
[EventId(2002, "Sessions")]
public sealed record SessionClosed(string SessionId, string DeviceId, string Reason, TimeSpan Age) : DiagnosticEvent;

/// <summary>Handling a signal threw: a defect in this program; the session goes on.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Signal">What was handled.</param>
/// <param name="Error">What was thrown and where.</param>
/// <param name="Text">The message of what was thrown; may quote the user.</param>
[EventId(2003, "Sessions")]
public sealed record SessionDefect(string SessionId, string Signal, string Error, string? Text) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Error;
}

/// <summary>A device sent something that could not be understood; it was ignored.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Reason">What was wrong with the newest such message.</param>
[EventId(2004, "Sessions")]
public sealed record DeviceMessageIgnored(string SessionId, string Reason) : DiagnosticEvent
{
    /// <summary>Messages ignored since it was told last; 1 or more.</summary>
    public long Times { get; init; } = 1;

    /// <inheritdoc/>
    public override string? LogKind => nameof(DeviceMessageIgnored);
}

/// <summary>Somebody began to speak.</summary>
[EventId(2005, "Sessions")]
public sealed record VoiceStarted(string SessionId) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Detail;
}

/// <summary>An utterance was recognised; empty text means that nothing was understood.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Text">The words.</param>
/// <param name="Provider">The recogniser.</param>
/// <param name="Audio">Length of the audio recognised.</param>
/// <param name="Recognition">From the end of the audio to the final transcript.</param>
[EventId(2006, "Sessions")]
public sealed record UtteranceHeard(string SessionId, string Text, string Provider, TimeSpan Audio, TimeSpan Recognition) : DiagnosticEvent;

/// <summary>An utterance could not be recognised.</summary>
[EventId(2007, "Sessions")]
public sealed record UtteranceFailed(string SessionId, string Kind, string Error) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A speaker did not fall silent in time after it lost the floor.</summary>
[EventId(2008, "Sessions")]
public sealed record FloorOverrun(string SessionId, string TurnId) : DiagnosticEvent
{
    /// <inheritdoc/>
    public override EventSeverity Severity => EventSeverity.Warning;
}

/// <summary>A timer rang.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Text">What the user called it.</param>
[EventId(2009, "Sessions")]
public sealed record TimerRang(string SessionId, string Text) : DiagnosticEvent;
