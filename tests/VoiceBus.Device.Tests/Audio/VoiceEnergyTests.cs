using VoiceBus.Device.Audio;
using VoiceBus.Device.Tests.Scripted;

namespace VoiceBus.Device.Tests.Audio;

public sealed class VoiceEnergyTests
{
    [Fact]
    public void The_end_of_speech_is_the_end_of_the_last_sound_not_of_the_file()
    {
        short[] samples = [.. new short[3200], .. Sounds.Tone(16000, 0.5), .. new short[16000]];
        VoiceEnergy.LastVoicedSample(samples, 16000).ShouldBeInRange(3200 + 8000 - 1 - 160, 3200 + 8000 - 1 + 160);
    }

    [Fact]
    public void Room_noise_behind_the_voice_does_not_count()
    {
        var random = new Random(7);
        short[] noise = [.. Enumerable.Range(0, 16000).Select(_ => (short)random.Next(-60, 60))];
        VoiceEnergy.LastVoicedSample([.. Sounds.Tone(16000, 0.3), .. noise], 16000).ShouldBeInRange(4800 - 1 - 160, 4800 - 1 + 160);
    }

    [Fact]
    public void Silence_and_an_empty_recording_have_no_voice()
    {
        VoiceEnergy.LastVoicedSample(new short[1600], 16000).ShouldBe(-1);
        VoiceEnergy.LastVoicedSample([], 16000).ShouldBe(-1);
    }
}
