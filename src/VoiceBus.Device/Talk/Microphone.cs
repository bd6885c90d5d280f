using VoiceBus.Audio;
using VoiceBus.Device.Audio;

namespace VoiceBus.Device.Talk;

/// <summary>Plays a recording into the connection as a microphone would: one frame per frame's time, on an absolute schedule.</summary>
internal sealed class Microphone(DeviceClient device, WavAudio recording, TalkTimeline timeline)
{
    private readonly TimeProvider _time = device.Options.Time;
    private readonly TimeSpan _frameTime = TimeSpan.FromMilliseconds(device.Options.Audio.FrameDuration);
    private readonly int _frameSamples = device.Options.Audio.FrameSamples;
    private readonly int _lastVoiced = VoiceEnergy.LastVoicedSample(recording.Samples, recording.SampleRate);
    private long _framesSent;

    /// <summary>Frames that have left, counted when everything about them is done; from any thread.</summary>
    public long FramesSent => Interlocked.Read(ref _framesSent);

    /// <summary>Whether voice is still to come; from any thread.</summary>
    public bool Speaking => FramesSent * _frameSamples <= _lastVoiced;

    /// <summary>Sends the recording, then silence for as long as the microphone is on.</summary>
    /// <param name="staysOn">False ends with the recording, as push to talk does.</param>
    /// <param name="off">Switches the microphone off.</param>
    public async Task RunAsync(bool staysOn, CancellationToken off)
    {
        using var encoder = new UplinkEncoder(device.Options.Audio);
        var frame = new short[_frameSamples];
        var start = _time.GetTimestamp();
        for (long index = 0; staysOn || index * _frameSamples < recording.Samples.Length; index++)
        {
            var due = (index * _frameTime) - _time.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, _time, off);
            off.ThrowIfCancellationRequested();
            Fill(frame, index * _frameSamples);
            await device.SendAudioAsync(encoder.Encode(frame), off);
            if (index * _frameSamples <= _lastVoiced)
                timeline.Voice(device.Now);
            Interlocked.Exchange(ref _framesSent, index + 1);
        }
    }

    private void Fill(Span<short> frame, long position)
    {
        frame.Clear();
        if (position < recording.Samples.Length)
        {
            var rest = recording.Samples.AsSpan((int)position);
            rest[..Math.Min(rest.Length, frame.Length)].CopyTo(frame);
        }
    }
}
