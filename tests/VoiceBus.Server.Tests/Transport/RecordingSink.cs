using VoiceBus.Core.Audio;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Server.Tests.Transport;

/// <summary>Writes down what would be sent and when, in ms since the test began.</summary>
internal sealed class RecordingSink(TimeProvider time) : IPlaybackSink
{
    private readonly long _start = time.GetTimestamp();

    public List<(string What, int At)> Sent { get; } = [];

    public bool IsFull { get; set; }

    /// <summary>Thrown instead of taking audio; null: it is taken.</summary>
    public Exception? Defect { get; set; }

    public IEnumerable<string> Whats => Sent.Select(entry => entry.What);

    public IEnumerable<int> PacketTimes => Sent.Where(entry => entry.What.StartsWith("packet", StringComparison.Ordinal)).Select(entry => entry.At);

    public void SendSpeechStart() => Add("start");

    public void SendSentenceStart(string text) => Add($"[{text}");

    public void SendSentenceEnd(string text) => Add($"{text}]");

    public void SendSpeechStop() => Add("stop");

    public bool TrySendAudio(AudioPacket packet)
    {
        if (Defect is { } defect)
            throw defect;
        if (IsFull)
            return false;
        Add($"packet {packet.Bytes.Span[0]}");
        packet.Dispose();
        return true;
    }

    public void DropAudio() => Add("drop");

    private void Add(string what) => Sent.Add((what, (int)time.GetElapsedTime(_start).TotalMilliseconds));
}
