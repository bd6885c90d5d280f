using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Listening;

namespace VoiceBus.Core.Tests.Listening;

/// <summary>What of the microphone's packets becomes whose utterance.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task An_utterance_is_the_packets_from_before_the_voice_to_the_pause_after_it()
    {
        await using var ear = new EarRig();
        ear.Hear(quiet: 6, loud: 6, quietAfter: 16);

        // 320 ms of pre-roll before the packet in which the third window of voice ends; 160 ms of silence end in packet 15.
        (await ear.NextUtteranceAsync()).ShouldBe("2 3 4 5 6 7 8 9 10 11 12 13 14 15 |");
    }

    [Fact]
    public async Task What_was_held_back_in_a_pause_follows_when_speech_goes_on()
    {
        await using var ear = new EarRig();
        ear.Hear(quiet: 6, loud: 6, quietAfter: 6);
        ear.Hear(quiet: 0, loud: 3, quietAfter: 16);

        (await ear.NextUtteranceAsync()).ShouldBe("2 3 4 5 6 7 8 9 10 11 12 13 14 15 | 16 17 18 19 20 21 22 23 24 |");
    }

    [Fact]
    public async Task A_recogniser_that_says_the_turn_is_over_ends_the_utterance_in_the_pause()
    {
        await using var ear = new EarRig();
        ear.Hear(quiet: 6, loud: 6, quietAfter: 3);
        ear.Listener.Current.ShouldNotBeNull();
        ear.Listener.Understand(ear.Listener.Current, "I would like to", endOfTurn: true);
        ear.Hear(quiet: 1, loud: 0, quietAfter: 0);

        ear.Listener.Current.ShouldBeNull("it needs not the long silence of a sentence that breaks off");
    }

    [Fact]
    public async Task Who_speaks_on_has_not_finished_whatever_the_recogniser_said()
    {
        await using var ear = new EarRig();
        ear.Hear(quiet: 6, loud: 6, quietAfter: 2);
        ear.Listener.Understand(ear.Listener.Current!, "I would like to", endOfTurn: true);
        ear.Hear(quiet: 0, loud: 3, quietAfter: 4);

        ear.Listener.Current.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_button_ends_an_utterance_with_the_packet_heard_last()
    {
        await using var ear = new EarRig(ListeningMode.Manual);
        ear.Hear(quiet: 1, loud: 6, quietAfter: 0);
        ear.Listener.Stop();

        (await ear.NextUtteranceAsync()).ShouldBe("1 2 3 4 5 6 7");
    }

    [Fact]
    public async Task A_speaker_so_quiet_that_nobody_heard_a_voice_is_understood_who_pressed_the_button()
    {
        await using var ear = new EarRig(ListeningMode.Manual);
        ear.Hear(quiet: 10, loud: 0, quietAfter: 0);
        ear.Listener.Stop();

        (await ear.NextUtteranceAsync()).ShouldBe("5 6 7 8 9 10");
    }

    [Fact]
    public async Task An_endless_utterance_is_two_that_follow_each_other()
    {
        await using var ear = new EarRig(options: new ListeningOptions { MaxUtterance = TimeSpan.FromSeconds(1) });
        ear.Hear(quiet: 6, loud: 30, quietAfter: 0);
        ear.Listener.Stop();

        (await ear.NextUtteranceAsync()).ShouldBe("2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19");
        (await ear.NextUtteranceAsync()).ShouldStartWith("20 21 22 ");
    }

    [Property(MaxTest = 60)]
    public Property No_packet_is_lost_or_heard_twice_whatever_its_length() => Prop.ForAll(
        Gen.Elements(10, 20, 40, 60, 120).ToArbitrary(),
        // Silence of up to a second is held; every voice is long enough to be one.
        Gen.Choose(120, 700).Zip(Gen.Choose(0, 800)).ArrayOf().Where(static runs => runs.Length is > 0 and < 12).ToArbitrary(),
        static (frame, runs) => SpeakAsync(frame, runs).GetAwaiter().GetResult());

    [Fact]
    public async Task A_packet_that_cannot_be_decoded_is_counted_and_spoils_nothing()
    {
        await using var rig = new EarRig();
        rig.Listener.Hear([1, 2, 3], TimeSpan.FromMilliseconds(96), 0.5f); // Half a sample.
        rig.Malformed.ShouldBe(1);
        rig.Hear(quiet: 10, loud: 10, quietAfter: 20);
        rig.Malformed.ShouldBe(1);
        (await rig.NextUtteranceAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Plain_samples_go_on_at_the_rate_for_recognition()
    {
        var uplink = new AudioFormat(AudioCodec.Pcm, 48_000, 60);
        Listener.Passed(uplink).ShouldBe(new AudioFormat(AudioCodec.Pcm, 16_000, 60));
        Listener.Passed(AudioFormat.DefaultUplink).ShouldBe(AudioFormat.DefaultUplink);

        await using var ear = new EarRig(ListeningMode.Manual, uplink);
        ear.Hear(quiet: 0, loud: 10, quietAfter: 0);
        ear.Listener.Stop();
        await ear.NextUtteranceAsync();

        // A resampler gives the first packet a little short.
        ear.Bytes.ShouldBeInRange((10 * 960 * sizeof(short)) - 100, 10 * 960 * sizeof(short));
    }

    private static async Task<bool> SpeakAsync(int frame, (int Loud, int Quiet)[] runs)
    {
        await using var ear = new EarRig(ListeningMode.Manual, new AudioFormat(AudioCodec.Opus, 16_000, frame));
        ear.Hear(quiet: 600 / frame, loud: 240 / frame, quietAfter: 0);
        foreach (var (loud, quiet) in runs)
            ear.Hear(quiet: 0, loud: loud / frame, quietAfter: quiet / frame);
        ear.Hear(quiet: 0, loud: 240 / frame, quietAfter: 0);
        ear.Listener.Stop();

        var heard = (await ear.NextUtteranceAsync()).Replace(" |", "", StringComparison.Ordinal).Split(' ').Select(int.Parse).ToList();
        return heard.SequenceEqual(Enumerable.Range(heard[0], heard.Count)) && heard[0] <= 600 / frame && heard[^1] == ear.Heard;
    }
}
