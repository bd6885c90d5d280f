namespace VoiceBus.Device;

/// <summary>What went over one connection so far; a snapshot.</summary>
/// <param name="MessagesReceived">Text messages.</param>
/// <param name="AudioReceived">Audio packets.</param>
/// <param name="AudioBytesReceived">Their payload bytes.</param>
/// <param name="BrokenFramesReceived">Binary messages with a wrong header.</param>
/// <param name="MessagesSent">Text messages.</param>
/// <param name="AudioSent">Audio packets.</param>
public sealed record DeviceCounts(
    long MessagesReceived,
    long AudioReceived,
    long AudioBytesReceived,
    long BrokenFramesReceived,
    long MessagesSent,
    long AudioSent);
