using System.Runtime.CompilerServices;
using Xunit;

namespace VoiceBus.Testing;

/// <summary>
/// What is expected of every <see cref="ISpeechSynthesizer"/>: derive from it, say how one is made, and run. A vendor's voice is best made
/// against a server of your own that stands in for the vendor.
/// </summary>
public abstract partial class SpeechSynthesizerContract : ProviderContract
{
    // "At most about 100 ms": a vendor's own packets are often 100 ms and a little.
    private static readonly TimeSpan _longestFrame = TimeSpan.FromMilliseconds(120);

    /// <summary>A sentence it can speak, of some length: it is interrupted, too.</summary>
    protected virtual SynthesisRequest Sentence => new("The light in the kitchen is on, and the door is closed.", Language: "en-US");

    /// <summary>Whether it can speak faster and slower (<see cref="SynthesisRequest.Speed"/>): then it must. False unless overridden.</summary>
    protected virtual bool HasSpeed => false;

    /// <summary>Makes one that works. The fact disposes it.</summary>
    protected abstract ISpeechSynthesizer Create();

    /// <summary>Makes one that will fail at its first call, such as with a wrong key or where nobody listens; null where nothing can fail.</summary>
    protected abstract ISpeechSynthesizer? CreateFailing();

    /// <summary>Short frames, so that it can be interrupted; one rate, so that it can be coded.</summary>
    [Fact]
    public async Task A_sentence_is_short_frames_of_one_rate_that_are_not_all_silent()
    {
        await using var voice = Create();
        await SpeakAsync(voice, Sentence);
    }

    /// <summary>The caller may keep frames while more come.</summary>
    [Fact]
    public async Task Each_frame_is_the_callers_alone()
    {
        await using var voice = Create();
        var (frames, copies) = (new List<AudioFrame>(), new List<short[]>());
        await InTimeAsync(KeepAllAsync(), "a sentence");
        for (var i = 0; i < frames.Count; i++)
        {
            Assert.True(frames[i].Samples.SequenceEqual(copies[i]), $"frame {i} changed after it was given");
            Assert.True(i == 0 || !Unsafe.AreSame(ref frames[i].Samples[0], ref frames[i - 1].Samples[0]), $"frame {i} is in the buffer of the one before it");
        }

        frames.ForEach(static frame => frame.Dispose());

        async Task<int> KeepAllAsync()
        {
            await foreach (var frame in voice.SynthesizeAsync(Sentence, CancellationToken.None))
            {
                frames.Add(frame);
                copies.Add(frame.Samples.ToArray());
            }

            return frames.Count;
        }
    }

    /// <summary>Replies have such pieces; they are no failure. Whether there is sound is the voice's affair.</summary>
    /// <param name="text">What is to be spoken.</param>
    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("…")]
    [InlineData("!?")]
    [InlineData("😀")]
    public async Task Text_without_a_word_ends_without_a_failure(string text)
    {
        await using var voice = Create();
        await InTimeAsync(DrainAsync(voice, Sentence with { Text = text }, CancellationToken.None), "text without a word");
    }

    /// <summary>What a provider cannot do it leaves out.</summary>
    [Fact]
    public async Task Speed_pitch_volume_and_emotion_are_no_failure()
    {
        await using var voice = Create();
        await SpeakAsync(voice, Sentence with { Speed = 1.2, Pitch = 0.9, Volume = 0.8, Emotion = "happy" });
    }

    /// <summary>Where it can, twice as fast is shorter than half as fast.</summary>
    [Fact]
    public async Task Speed_is_kept_where_there_is_one()
    {
        if (!HasSpeed)
            return;
        await using var voice = Create();
        var slow = await SpeakAsync(voice, Sentence with { Speed = 0.5 });
        var fast = await SpeakAsync(voice, Sentence with { Speed = 2 });
        Assert.True(fast < slow * 0.7, $"at twice the speed it took {fast.TotalSeconds:0.0} s, at half the speed {slow.TotalSeconds:0.0} s");
    }

    /// <summary>An instance speaks many sentences, one after another.</summary>
    [Fact]
    public async Task One_sentence_after_another_is_spoken()
    {
        await using var voice = Create();
        for (var i = 0; i < 3; i++)
            await SpeakAsync(voice, Sentence);
    }

    /// <summary>A failure says whose it is, and no secret.</summary>
    [Fact]
    public async Task A_failure_is_a_ProviderException_that_names_the_provider_and_no_secret()
    {
        if (CreateFailing() is not { } failing)
            return;
        await using var voice = failing;
        await FailsAsync(ServiceType.Tts, () => DrainAsync(voice, Sentence, CancellationToken.None));
    }

    private async Task<TimeSpan> SpeakAsync(ISpeechSynthesizer voice, SynthesisRequest request)
    {
        var frames = await InTimeAsync(DrainAsync(voice, request, CancellationToken.None), "a sentence");
        Assert.NotEmpty(frames);
        Assert.All(frames, static frame =>
        {
            Assert.False(frame.Duration == TimeSpan.Zero, "a voice gives no pause markers");
            Assert.True(frame.Duration <= _longestFrame, $"a frame of {frame.Duration.TotalMilliseconds} ms: about 100 ms are allowed");
        });
        Assert.Single(frames.Select(static frame => frame.SampleRate).Distinct());
        Assert.True(frames.Exists(static frame => frame.Peak > 0), "all of it is silence");
        return frames.Aggregate(TimeSpan.Zero, static (sum, frame) => sum + frame.Duration);
    }

    private static async Task<List<Heard>> DrainAsync(ISpeechSynthesizer voice, SynthesisRequest request, CancellationToken cancellationToken)
    {
        // Whoever blocks must not keep its caller from looking at the time.
        await Task.Yield();
        var heard = new List<Heard>();
        await foreach (var frame in voice.SynthesizeAsync(request, cancellationToken))
            using (frame)
                heard.Add(Heard.Of(frame));
        return heard;
    }

    private readonly record struct Heard(TimeSpan Duration, int SampleRate, int Peak)
    {
        public static Heard Of(AudioFrame frame)
        {
            var peak = 0;
            foreach (var sample in frame.Samples)
                peak = Math.Max(peak, Math.Abs((int)sample));
            return new Heard(frame.Duration, frame.SampleRate, peak);
        }
    }
}
