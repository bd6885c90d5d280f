using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>The words of a device, with the session id filled in. Safe from any thread; each throws <see cref="DeviceException"/> when the connection is closed.</summary>
public static class DeviceClientMessages
{
    /// <summary>The microphone is about to send.</summary>
    /// <param name="device">The device.</param>
    /// <param name="mode">Who ends the utterance.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when sent.</returns>
    public static Task ListenStartAsync(this DeviceClient device, ListenMode mode, CancellationToken ct) =>
        device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, mode), ct);

    /// <summary>The push-to-talk key was released.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when sent.</returns>
    public static Task ListenStopAsync(this DeviceClient device, CancellationToken ct) =>
        device.SendTextAsync(ClientMessages.ListenStop(device.SessionId), ct);

    /// <summary>A wake word was heard, or a text typed.</summary>
    /// <param name="device">The device.</param>
    /// <param name="text">What was heard or typed.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when sent.</returns>
    public static Task DetectAsync(this DeviceClient device, string text, CancellationToken ct) =>
        device.SendTextAsync(ClientMessages.ListenDetect(device.SessionId, text), ct);

    /// <summary>Stop speaking.</summary>
    /// <param name="device">The device.</param>
    /// <param name="reason"><c>wake_word_detected</c>, or null for a button press.</param>
    /// <param name="ct">Gives up waiting for other senders.</param>
    /// <returns>Done when sent.</returns>
    public static Task AbortAsync(this DeviceClient device, string? reason, CancellationToken ct) =>
        device.SendTextAsync(ClientMessages.Abort(device.SessionId, reason), ct);
}
