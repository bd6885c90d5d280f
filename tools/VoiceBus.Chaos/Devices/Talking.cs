using VoiceBus.Audio.Opus;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.Chaos.Devices;

/// <summary>Talks to a gateway as a device does.</summary>
public static class Talking
{
    private const int FrameSamples = 960;
    private static readonly byte[][] _tone = Encode(Tone());

    // The caller's token is the deadline.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    /// <summary>Connects a device.</summary>
    public static Task<DeviceClient> ConnectAsync(Uri socket, string deviceId, CancellationToken cancellationToken) =>
        DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = socket, DeviceId = deviceId, ConnectTimeout = _timeout, HelloTimeout = _timeout }, cancellationToken);

    /// <summary>Types a text and listens to the answer.</summary>
    public static async Task<HeardAnswer> AskAsync(this DeviceClient device, string text, CancellationToken cancellationToken)
    {
        await device.DetectAsync(text, cancellationToken);
        return await device.ListenAsync(cancellationToken);
    }

    /// <summary>Presses the button and speaks so many frames of 60 ms.</summary>
    public static async Task BeginSpeakingAsync(this DeviceClient device, int frames, CancellationToken cancellationToken)
    {
        await device.ListenStartAsync(ListenMode.Manual, cancellationToken);
        await device.SpeakAsync(frames, cancellationToken);
    }

    /// <summary>Speaks so many frames of 60 ms.</summary>
    public static async Task SpeakAsync(this DeviceClient device, int frames, CancellationToken cancellationToken)
    {
        for (var i = 0; i < frames; i++)
            await device.SendAudioAsync(_tone[i % _tone.Length], cancellationToken);
    }

    /// <summary>Listens until the device is told to stop.</summary>
    public static async Task<HeardAnswer> ListenAsync(this DeviceClient device, CancellationToken cancellationToken) =>
        HeardAnswer.From(await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, cancellationToken));

    /// <summary>Packets of 60 ms; what is left at the end is left out.</summary>
    /// <param name="samples">16 kHz mono.</param>
    public static byte[][] Encode(short[] samples)
    {
        using var encoder = new OpusEncoder(16_000, new OpusEncoderSettings());
        var packet = new byte[OpusEncoder.MaxPacket];
        return [.. samples.Chunk(FrameSamples).Where(static frame => frame.Length == FrameSamples).Select(frame => packet[..encoder.Encode(frame, packet)])];
    }

    private static short[] Tone() =>
        [.. Enumerable.Range(0, 20 * FrameSamples).Select(static i => (short)(12_000 * Math.Sin(2 * Math.PI * 300 * i / 16_000)))];
}
