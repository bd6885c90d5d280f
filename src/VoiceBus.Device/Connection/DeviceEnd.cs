namespace VoiceBus.Device;

/// <summary>Who ended the connection.</summary>
public enum DeviceEndReason
{
    /// <summary>The server sent a close frame.</summary>
    ServerClosed,

    /// <summary>This side closed or was disposed.</summary>
    ClosedHere,

    /// <summary>The connection broke without a close frame.</summary>
    Lost,

    /// <summary>The server sent more than <see cref="DeviceClientOptions.MaxMessageBytes"/> in one message.</summary>
    MessageTooLong,
}

/// <summary>How a connection ended.</summary>
/// <param name="Reason">Who ended it.</param>
/// <param name="Detail">The close code and text, or the error's words.</param>
/// <param name="At">When, on the client's clock.</param>
public sealed record DeviceEnd(DeviceEndReason Reason, string Detail, TimeSpan At);
