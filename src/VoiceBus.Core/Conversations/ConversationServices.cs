using VoiceBus.Core.Alarms;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Thinking;
using VoiceBus.Core.ToolPrograms;

namespace VoiceBus.Core.Conversations;

/// <summary>What all conversations of a process share. Everything here is thread-safe.</summary>
/// <param name="Bus">The way to asr, llm, tts and mcp.</param>
/// <param name="Codecs">Makes the session's decoder and encoder.</param>
/// <param name="VoiceDetectors">Makes the session's voice detector.</param>
/// <param name="Tools">Tools behind the bus.</param>
/// <param name="Events">Where events are told.</param>
/// <param name="Time">The clock.</param>
/// <param name="Drops">Counts dropped audio.</param>
/// <param name="Options">The configuration in force now.</param>
/// <param name="DeviceTools">Finds out what devices can do; null when they are never asked.</param>
/// <param name="Sounds">Sounds that can be played; null when there are none.</param>
/// <param name="Memory">What is remembered of devices; null when nothing is.</param>
/// <param name="ToolPrograms">Tool programs that have dialled in; null when none can.</param>
/// <param name="Alarms">Where timers and alarms of devices are kept; null keeps them with the session.</param>
public sealed record ConversationServices(
    IEventBus Bus,
    IAudioCodecs Codecs,
    IVoiceDetectorFactory VoiceDetectors,
    IToolCatalog Tools,
    IEventSink Events,
    TimeProvider Time,
    AudioDrops Drops,
    Func<ConversationOptions> Options,
    IDeviceToolsFactory? DeviceTools = null,
    ISoundLibrary? Sounds = null,
    MemoryServices? Memory = null,
    IToolPrograms? ToolPrograms = null,
    IAlarmStore? Alarms = null);
