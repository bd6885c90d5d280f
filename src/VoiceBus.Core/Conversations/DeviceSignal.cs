using System.Text.Json;
using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Conversations;

/// <summary>Something a device said that is not audio; in this program's words, not the wire's.</summary>
public abstract record DeviceSignal
{
    /// <summary>The microphone opens.</summary>
    public sealed record ListenStarted(ListeningMode Mode) : DeviceSignal;

    /// <summary>The microphone closes; what was said is complete.</summary>
    public sealed record ListenStopped : DeviceSignal;

    /// <summary>Words typed, or a wake word heard by the device.</summary>
    public sealed record TextEntered(string Text) : DeviceSignal
    {
        /// <summary>Timestamp of its arrival; set by the conversation it is posted to.</summary>
        internal long ArrivedAt { get; init; }
    }

    /// <summary>The user wants silence.</summary>
    public sealed record AbortRequested(string? Reason) : DeviceSignal;

    /// <summary>An MCP message of the device.</summary>
    public sealed record McpReceived(JsonElement Payload) : DeviceSignal;

    /// <summary>Descriptors or states of a device with firmware 1.6 or older; the whole message.</summary>
    public sealed record ThingsReceived(JsonElement Message) : DeviceSignal;

    /// <summary>The socket is gone.</summary>
    public sealed record Gone(string Reason) : DeviceSignal;
}
