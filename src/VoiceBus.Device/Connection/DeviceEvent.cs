using VoiceBus.Protocol;

namespace VoiceBus.Device;

/// <summary>Something the server sent, in order of arrival.</summary>
/// <param name="At">When it had arrived, on the client's clock (<see cref="DeviceClient.Now"/>).</param>
public abstract record DeviceEvent(TimeSpan At);

/// <summary>A text message.</summary>
/// <param name="Message">As a device reads it.</param>
/// <param name="At">When it had arrived.</param>
public sealed record MessageReceived(ServerMessage Message, TimeSpan At) : DeviceEvent(At);

/// <summary>One packet of the server's voice. The payload is a copy of its own: the reader may keep it and owes nothing.</summary>
/// <param name="Payload">An Opus packet, or samples in pcm format; without the framing header.</param>
/// <param name="TimestampMs">From the version 2 header, otherwise 0.</param>
/// <param name="At">When it had arrived.</param>
public sealed record AudioReceived(ReadOnlyMemory<byte> Payload, uint TimestampMs, TimeSpan At) : DeviceEvent(At);

/// <summary>A binary message that does not follow the announced framing; a device would lose this frame.</summary>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="At">When it had arrived.</param>
public sealed record BrokenFrameReceived(string Reason, TimeSpan At) : DeviceEvent(At);
