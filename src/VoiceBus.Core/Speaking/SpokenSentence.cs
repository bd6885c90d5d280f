using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Speaking;

/// <summary>One sentence on its way to the device: what is shown and the tts call that speaks it.</summary>
/// <param name="Text">Speakable text, shown as subtitle.</param>
/// <param name="Raw">As the model wrote it, emoji included.</param>
/// <param name="Call">The running call; its replies are the speech, coded for the device.</param>
internal sealed record SpokenSentence(string Text, string Raw, IServiceCall<NoInput, AudioPacket> Call);
