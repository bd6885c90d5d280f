using VoiceBus.Chaos.Nodes;
using VoiceBus.Device;
using VoiceBus.Protocol;

namespace VoiceBus.Chaos.Devices;

/// <summary>What a device heard of one turn.</summary>
/// <param name="Transcript">What it was understood to say.</param>
/// <param name="Sentences">What was said, in order, each with the number of its audio frames.</param>
/// <param name="Starts">How often it was told that speech starts.</param>
/// <param name="FirstAudio">When its first audio came, on the device's clock; null when none came.</param>
public sealed record HeardAnswer(string Transcript, IReadOnlyList<(string Text, int Frames)> Sentences, int Starts, TimeSpan? FirstAudio)
{
    /// <summary>Whether it is the whole scripted answer, to the frame.</summary>
    public bool IsWhole => Transcript.Length > 0 && Sentences.SequenceEqual(Whole(Transcript));

    /// <summary>The whole scripted answer.</summary>
    public static IReadOnlyList<(string Text, int Frames)> Whole(string transcript) =>
        [.. Script.Answer(transcript).Select(static sentence => (sentence, Script.FramesPerSentence))];

    /// <summary>Reads it off what was received.</summary>
    public static HeardAnswer From(IEnumerable<DeviceEvent> events)
    {
        var (transcript, sentences, starts) = ("", new List<(string Text, int Frames)>(), 0);
        TimeSpan? firstAudio = null;
        foreach (var received in events)
        {
            switch (received)
            {
                case AudioReceived when sentences.Count > 0:
                    firstAudio ??= received.At;
                    sentences[^1] = (sentences[^1].Text, sentences[^1].Frames + 1);
                    break;
                case MessageReceived { Message: ServerMessage.Stt heard }:
                    transcript = heard.Text;
                    break;
                case MessageReceived { Message: ServerMessage.TtsStart }:
                    starts++;
                    break;
                case MessageReceived { Message: ServerMessage.SentenceStart sentence }:
                    sentences.Add((sentence.Text, 0));
                    break;
            }
        }
        return new HeardAnswer(transcript, sentences, starts, firstAudio);
    }

    /// <inheritdoc/>
    public override string ToString() => $"'{Transcript}': {string.Join(" ", Sentences.Select(static s => $"[{s.Text} {s.Frames}]"))}";
}
