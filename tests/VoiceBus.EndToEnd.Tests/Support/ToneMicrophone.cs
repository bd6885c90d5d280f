using VoiceBus.Audio.Opus;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>Real Opus packets of a loud tone and of silence, 60 ms at 16 kHz.</summary>
internal static class ToneMicrophone
{
    private const int FrameSamples = 960;

    private static readonly byte[][] _tone = Encode(amplitude: 12_000, frames: 20);
    private static readonly byte[][] _silence = Encode(amplitude: 0, frames: 4);

    /// <summary>Sends an utterance by push to talk, as fast as the line takes it.</summary>
    public static async Task PushToTalkAsync(this DeviceClient device, CancellationToken ct)
    {
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Manual), ct);
        await device.SpeakAsync(10, ct);
        await device.SendTextAsync(ClientMessages.ListenStop(device.SessionId), ct);
    }

    /// <summary>Sends voice.</summary>
    public static async Task SpeakAsync(this DeviceClient device, int frames, CancellationToken ct)
    {
        for (var i = 0; i < frames; i++)
            await device.SendAudioAsync(_tone[i % _tone.Length], ct);
    }

    /// <summary>Sends silence.</summary>
    public static async Task BeSilentAsync(this DeviceClient device, int frames, CancellationToken ct)
    {
        for (var i = 0; i < frames; i++)
            await device.SendAudioAsync(_silence[i % _silence.Length], ct);
    }

    /// <summary>Packets of a tone, or of silence.</summary>
    public static byte[][] Packets(short amplitude, int frames, int frameSamples = FrameSamples) => Encode(amplitude, frames, frameSamples);

    private static byte[][] Encode(short amplitude, int frames, int frameSamples = FrameSamples)
    {
        using var encoder = new OpusEncoder(16_000, new OpusEncoderSettings());
        var packet = new byte[OpusEncoder.MaxPacket];
        var samples = new short[frameSamples];
        return [.. Enumerable.Range(0, frames).Select(frame =>
        {
            for (var i = 0; i < samples.Length; i++)
                samples[i] = (short)(amplitude * Math.Sin(2 * Math.PI * 300 * ((frame * frameSamples) + i) / 16_000));
            return packet[..encoder.Encode(samples, packet)];
        })];
    }
}
