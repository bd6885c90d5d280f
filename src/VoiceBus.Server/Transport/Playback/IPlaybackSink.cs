using VoiceBus.Core.Audio;

namespace VoiceBus.Server.Transport;

/// <summary>Where paced speech goes. Nothing here waits.</summary>
internal interface IPlaybackSink
{
    void SendSpeechStart();

    void SendSentenceStart(string text);

    void SendSentenceEnd(string text);

    void SendSpeechStop();

    /// <summary>Queues a packet and takes its ownership; false when too much waits, then the packet stays the caller's.</summary>
    bool TrySendAudio(AudioPacket packet);

    /// <summary>Forgets queued audio that is not on the wire yet.</summary>
    void DropAudio();
}
