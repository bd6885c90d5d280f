using System.Reflection;
using VoiceBus.Testing;

namespace VoiceBus.Providers.Tests.Contracts;

/// <summary>The contracts find what they look for: each fault fails its fact, and where there is none all facts hold.</summary>
public sealed class ContractsTests
{
    public static TheoryData<string> RecognizerFacts => FactsOf(typeof(SpeechRecognizerContract));

    public static TheoryData<string> VoiceFacts => FactsOf(typeof(SpeechSynthesizerContract));

    [Theory]
    [InlineData("keeps its frames", nameof(SpeechRecognizerContract.Every_frame_is_disposed_exactly_once))]
    [InlineData("disposes twice", nameof(SpeechRecognizerContract.Every_frame_is_disposed_exactly_once))]
    [InlineData("keeps a frame when it is cancelled", nameof(SpeechRecognizerContract.Every_frame_is_disposed_exactly_once_when_the_call_is_cancelled))]
    [InlineData("keeps a frame when it is cancelled", nameof(SpeechRecognizerContract.Audio_that_breaks_off_ends_the_call_without_a_final_transcript_and_every_frame_is_disposed))]
    [InlineData("takes broken audio for the whole", nameof(SpeechRecognizerContract.Audio_that_breaks_off_ends_the_call_without_a_final_transcript_and_every_frame_is_disposed))]
    [InlineData("has no final transcript", nameof(SpeechRecognizerContract.An_utterance_has_exactly_one_final_transcript_and_it_is_the_last))]
    [InlineData("has two final transcripts", nameof(SpeechRecognizerContract.An_utterance_has_exactly_one_final_transcript_and_it_is_the_last))]
    [InlineData("goes on after the final transcript", nameof(SpeechRecognizerContract.An_utterance_has_exactly_one_final_transcript_and_it_is_the_last))]
    [InlineData("gives only what is new", nameof(SpeechRecognizerContract.Every_transcript_is_of_the_utterance_from_its_beginning))]
    [InlineData("takes a pause for audio", nameof(SpeechRecognizerContract.A_pause_marker_is_no_audio))]
    [InlineData("fails without audio", nameof(SpeechRecognizerContract.No_audio_gives_an_empty_final_transcript))]
    [InlineData("does not let itself be cancelled", nameof(SpeechRecognizerContract.Cancelling_ends_a_call_at_once))]
    [InlineData("fails when it is cancelled", nameof(SpeechRecognizerContract.Cancelling_ends_a_call_at_once))]
    [InlineData("works once", nameof(SpeechRecognizerContract.One_utterance_after_another_is_understood))]
    [InlineData("tells its key", nameof(SpeechRecognizerContract.A_failure_is_a_ProviderException_that_names_the_provider_and_no_secret))]
    [InlineData("fails as it likes", nameof(SpeechRecognizerContract.A_failure_is_a_ProviderException_that_names_the_provider_and_no_secret))]
    public async Task A_recogniser_with_a_fault_does_not_keep_the_contract(string fault, string fact) =>
        await Should.ThrowAsync<Exception>(() => RunAsync(new Recognizers(fault), fact));

    [Theory]
    [MemberData(nameof(RecognizerFacts))]
    public async Task A_recogniser_without_a_fault_keeps_it(string fact) => await RunAsync(new Recognizers(), fact);

    [Theory]
    [InlineData("has long frames", nameof(SpeechSynthesizerContract.A_sentence_is_short_frames_of_one_rate_that_are_not_all_silent))]
    [InlineData("has two rates", nameof(SpeechSynthesizerContract.A_sentence_is_short_frames_of_one_rate_that_are_not_all_silent))]
    [InlineData("is silent", nameof(SpeechSynthesizerContract.A_sentence_is_short_frames_of_one_rate_that_are_not_all_silent))]
    [InlineData("gives pause markers", nameof(SpeechSynthesizerContract.A_sentence_is_short_frames_of_one_rate_that_are_not_all_silent))]
    [InlineData("has one buffer for all frames", nameof(SpeechSynthesizerContract.Each_frame_is_the_callers_alone))]
    [InlineData("fails where there is no word", nameof(SpeechSynthesizerContract.Text_without_a_word_ends_without_a_failure))]
    [InlineData("cannot speak with feeling", nameof(SpeechSynthesizerContract.Speed_pitch_volume_and_emotion_are_no_failure))]
    [InlineData("has no other speed", nameof(SpeechSynthesizerContract.Speed_is_kept_where_there_is_one))]
    [InlineData("does not let itself be cancelled", nameof(SpeechSynthesizerContract.Cancelling_in_mid_sentence_ends_it_at_once))]
    [InlineData("says what was left", nameof(SpeechSynthesizerContract.After_a_cancelled_sentence_the_next_is_spoken_as_if_nothing_had_been))]
    public async Task A_voice_with_a_fault_does_not_keep_the_contract(string fault, string fact) =>
        await Should.ThrowAsync<Exception>(() => RunAsync(new Voices(fault), fact));

    [Theory]
    [MemberData(nameof(VoiceFacts))]
    public async Task A_voice_without_a_fault_keeps_it(string fact) => await RunAsync(new Voices(), fact);

    private static TheoryData<string> FactsOf(Type contract) =>
        [.. contract.GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute))).Select(static method => method.Name)];

    private static async Task RunAsync(ProviderContract contract, string fact)
    {
        var method = contract.GetType().GetMethod(fact)!;
        await (Task)method.Invoke(contract, method.GetParameters().Length == 0 ? null : ["…"])!;
    }

    // A fault is waited for no longer than it takes to see it.
    private static TimeSpan TimeoutFor(string fault) => TimeSpan.FromSeconds(
        fault is "keeps its frames" or "disposes twice" or "keeps a frame when it is cancelled" or "does not let itself be cancelled" ? 0.3 : 10);

    private sealed class Recognizers(string fault = "") : SpeechRecognizerContract
    {
        protected override TimeSpan CallTimeout => TimeoutFor(fault);

        protected override bool GivesPartials => true;

        protected override string Secret => "sk-secret";

        protected override ISpeechRecognizer Create() => new FaultyRecognizer(fault);

        protected override ISpeechRecognizer? CreateFailing() => fault.Length > 0 ? new FaultyRecognizer(fault) : null;
    }

    private sealed class Voices(string fault = "") : SpeechSynthesizerContract
    {
        protected override TimeSpan CallTimeout => TimeoutFor(fault);

        protected override bool HasSpeed => fault == "has no other speed";

        protected override ISpeechSynthesizer Create() => new FaultyVoice(fault);

        protected override ISpeechSynthesizer? CreateFailing() => null;
    }
}
