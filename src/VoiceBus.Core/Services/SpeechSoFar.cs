namespace VoiceBus.Core.Services;

/// <summary>How far the speech of one tts call has come, whoever spoke it. Written only by the try that replies.</summary>
internal sealed class SpeechSoFar(SynthesisRequest request)
{
    private SynthesisRequest _speaking = request;
    private SpeechPace? _pace;
    private TimeSpan _audio;

    /// <summary>What the next voice is asked to speak; empty when nothing is left.</summary>
    public SynthesisRequest Remaining => _pace is null ? _speaking : _speaking with { Text = _pace.RestOf(_speaking.Text, _audio) };

    /// <summary>A voice has begun to speak.</summary>
    public void Begin(SynthesisRequest speaking, SpeechPace pace) => (_speaking, _pace, _audio) = (speaking, pace, TimeSpan.Zero);

    /// <summary>A frame is about to leave.</summary>
    public void Note(TimeSpan frame) => _audio += frame;

    /// <summary>The voice has spoken to the end.</summary>
    public void End() => _pace?.Learn(_speaking.Text, _audio);
}
