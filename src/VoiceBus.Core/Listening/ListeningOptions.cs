using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Listening;

/// <summary>When speech begins and ends. Immutable; replaced whole when the configuration changes.</summary>
public sealed record ListeningOptions
{
    /// <summary>Voice probability (0 to 1) above which a window counts as voice.</summary>
    [Range(0.05, 0.95)]
    public float VoiceThreshold { get; init; } = 0.5f;

    /// <summary>Voice probability below which a window counts as silence once voice was heard.</summary>
    [Range(0.05, 0.95)]
    public float SilenceThreshold { get; init; } = 0.35f;

    /// <summary>Voice needed before an utterance begins.</summary>
    public TimeSpan MinVoice { get; init; } = TimeSpan.FromMilliseconds(96);

    /// <summary>Voice needed before somebody who speaks while the device speaks takes the floor: a word, not a click.</summary>
    public TimeSpan BargeInVoice { get; init; } = TimeSpan.FromMilliseconds(256);

    /// <summary>
    /// Voice probability above which a window counts as voice while a device speaks that has cancelled the echo by itself and
    /// listens in auto mode: what is left of the echo is no voice. Never below <see cref="VoiceThreshold"/>.
    /// </summary>
    [Range(0.05, 0.95)]
    public float BargeInThreshold { get; init; } = 0.7f;

    /// <summary>Audio kept from before the voice was noticed.</summary>
    public TimeSpan PreRoll { get; init; } = TimeSpan.FromMilliseconds(320);

    /// <summary>
    /// Silence after which the recogniser is asked to recognise early, and which ends an utterance at once whose speaker has finished
    /// in the recogniser's own judgement.
    /// </summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(160);

    /// <summary>Silence that ends an utterance whose early transcript reads like a finished sentence.</summary>
    public TimeSpan EndSilence { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Silence that ends any utterance.</summary>
    public TimeSpan MaxEndSilence { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>
    /// Silence that ends an utterance in manual mode, where the device says when it ends; null leaves that to the device and to
    /// <see cref="MaxUtterance"/>.
    /// </summary>
    public TimeSpan? ManualEndSilence { get; init; }

    /// <summary>Longest utterance; what follows is a new one. In manual mode its pauses count.</summary>
    public TimeSpan MaxUtterance { get; init; } = TimeSpan.FromSeconds(30);
}
