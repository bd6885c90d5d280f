using Xunit;

namespace VoiceBus.Testing;

/// <summary>
/// What is expected of every <see cref="ISpeechRecognizer"/>: derive from it, say how one is made, and run. A vendor's recogniser is best
/// made against a server of your own that stands in for the vendor.
/// </summary>
public abstract partial class SpeechRecognizerContract : ProviderContract
{
    private static readonly ReadOnlyMemory<short> _silence = new short[16_000];

    /// <summary>Somebody speaking, 16 kHz, mono, a sentence that the recogniser understands. Unless overridden, a second and a half of
    /// sound that no recogniser but a stand-in takes for words.</summary>
    protected virtual ReadOnlyMemory<short> Speech => ExampleSound.Samples;

    /// <summary>What is asked for with it.</summary>
    protected virtual RecognitionRequest Request => new(Language: null, WantPartials: true);

    /// <summary>Whether it gives partial transcripts while somebody speaks: then it must give one after the first half of
    /// <see cref="Speech"/>. False unless overridden.</summary>
    protected virtual bool GivesPartials => false;

    /// <summary>Whether it tells silence from speech: true unless overridden. False for one that asks a stand-in that always understands
    /// the same.</summary>
    protected virtual bool TellsSilence => true;

    /// <summary>Makes one that works. The fact disposes it.</summary>
    protected abstract ISpeechRecognizer Create();

    /// <summary>Makes one that will fail at its first call, such as with a wrong key or where nobody listens; null where nothing can fail.</summary>
    protected abstract ISpeechRecognizer? CreateFailing();

    /// <summary>The words of an utterance come, and once.</summary>
    [Fact]
    public async Task An_utterance_has_exactly_one_final_transcript_and_it_is_the_last()
    {
        await using var recognizer = Create();
        var all = await RecognizeAsync(recognizer, new Utterance().Speak(Speech));
        Assert.False(string.IsNullOrWhiteSpace(all[^1].Text), "Speech was not understood");
    }

    /// <summary>A transcript replaces the one before it: none is only what was added.</summary>
    [Fact]
    public async Task Every_transcript_is_of_the_utterance_from_its_beginning()
    {
        await using var recognizer = Create();
        var half = Speech.Length / 2;
        var utterance = new Utterance().Speak(Speech[..half]);
        // Whoever gives partial transcripts need not wait for the end of the utterance to give the first.
        utterance = (GivesPartials ? utterance.Wait() : utterance).Speak(Speech[half..]);

        var all = await RecognizeAsync(recognizer, utterance, _ => utterance.Resume());

        Assert.True(!GivesPartials || all.Count > 1, "it gave no partial transcript");
        var final = Beginning(all[^1]);
        Assert.All(all.Where(static transcript => Beginning(transcript) is not null), transcript => Assert.Equal(final, Beginning(transcript)));
    }

    /// <summary>There are utterances without audio, and they are no failure.</summary>
    [Fact]
    public async Task No_audio_gives_an_empty_final_transcript()
    {
        await using var recognizer = Create();
        Assert.Equal("", (await RecognizeAsync(recognizer, new Utterance()))[^1].Text);
    }

    /// <summary>Silence is no words, and no failure.</summary>
    [Fact]
    public async Task Silence_gives_an_empty_final_transcript()
    {
        await using var recognizer = Create();
        var all = await RecognizeAsync(recognizer, new Utterance().Speak(_silence));
        Assert.True(!TellsSilence || all[^1].Text.Length == 0, $"in silence it heard: {all[^1].Text}");
    }

    /// <summary>A pause marker has neither samples nor a rate.</summary>
    [Fact]
    public async Task A_pause_marker_is_no_audio()
    {
        await using var recognizer = Create();
        Assert.Equal("", (await RecognizeAsync(recognizer, new Utterance().Pause().Pause()))[^1].Text);
    }

    /// <summary>A pause invites to recognise early; the utterance goes on.</summary>
    [Fact]
    public async Task An_utterance_with_pauses_is_one_utterance()
    {
        await using var recognizer = Create();
        var all = await RecognizeAsync(recognizer, new Utterance().Speak(Speech).Pause().Speak(Speech).Pause());
        Assert.False(string.IsNullOrWhiteSpace(all[^1].Text), "Speech was not understood");
    }

    /// <summary>An instance is used for many utterances, one after another.</summary>
    [Fact]
    public async Task One_utterance_after_another_is_understood()
    {
        await using var recognizer = Create();
        for (var i = 0; i < 3; i++)
            Assert.False(string.IsNullOrWhiteSpace((await RecognizeAsync(recognizer, new Utterance().Speak(Speech)))[^1].Text), $"utterance {i + 1} was not understood");
    }

    /// <summary>A failure says whose it is, and no secret.</summary>
    [Fact]
    public async Task A_failure_is_a_ProviderException_that_names_the_provider_and_no_secret()
    {
        if (CreateFailing() is not { } failing)
            return;
        await using var recognizer = failing;
        await FailsAsync(ServiceType.Asr, () => DrainAsync(recognizer, new Utterance().Speak(Speech), CancellationToken.None));
    }

    private static char? Beginning(Transcript transcript) =>
        transcript.Text.FirstOrDefault(char.IsLetterOrDigit) is var first and not '\0' ? char.ToUpperInvariant(first) : null;
}
