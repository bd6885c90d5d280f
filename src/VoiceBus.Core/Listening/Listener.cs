using System.Runtime.InteropServices;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;

namespace VoiceBus.Core.Listening;

/// <summary>
/// Hears a session's microphone: decodes packets to detect voice, and gives the packets of each utterance to an asr call as
/// they came. Owned by the session's loop; not thread-safe.
/// </summary>
internal sealed class Listener(
    IAudioCodecs codecs,
    IVoiceDetectorFactory detectors,
    AudioFormat uplink,
    Func<ListeningOptions> options,
    Func<Utterance> open,
    Action malformed) : IDisposable
{
    private static readonly TimeSpan _windowLength = TimeSpan.FromSeconds((double)IVoiceDetector.WindowSamples / IVoiceDetector.SampleRate);
    private static readonly TimeSpan _heldSilence = TimeSpan.FromSeconds(1);

    private readonly short[] _window = new short[IVoiceDetector.WindowSamples];
    private readonly PreRoll _preRoll = new((int)(options().PreRoll.TotalSeconds * IVoiceDetector.SampleRate));
    private readonly PreRoll _held = new((int)(_heldSilence.TotalSeconds * IVoiceDetector.SampleRate));
    private IFrameDecoder? _decoder;
    private IVoiceDetector? _detector;
    private BufferedPacket? _packet;
    private int _filled;
    private TimeSpan _voice;
    private TimeSpan _silence;
    private TimeSpan _heard;
    private float _threshold;
    private bool _pausing;
    private string? _understood;
    private bool _turnOver;

    /// <summary>Whether audio is heard at all; otherwise it is ignored.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Who decides where an utterance ends.</summary>
    public ListeningMode Mode { get; private set; }

    /// <summary>The utterance being heard, or null.</summary>
    public Utterance? Current { get; private set; }

    /// <summary>Whether an utterance of manual mode ended without the device saying so, and it has not said so since.</summary>
    public bool EndedByItself { get; private set; }

    /// <summary>How the packets of an utterance are coded: as the device codes them, but plain samples at the rate for recognition.</summary>
    public static AudioFormat Passed(AudioFormat uplink) =>
        uplink.Codec == AudioCodec.Pcm ? uplink with { SampleRate = IVoiceDetector.SampleRate } : uplink;

    /// <summary>Opens the ear for a new stream of audio; an unfinished utterance is given up.</summary>
    /// <exception cref="CallFailedException">There is no voice detector: its model is missing.</exception>
    public void Start(ListeningMode mode)
    {
        Abandon();
        Mode = mode;
        EndedByItself = false;
        _preRoll.Clear();
        _filled = 0;
        (_detector ??= detectors.Create()).Reset();
        (_decoder ??= codecs.CreateDecoder(uplink)).Reset();
        IsOpen = true;
    }

    /// <summary>Closes the ear; what was heard so far is the utterance.</summary>
    /// <returns>The completed utterance, or null when nothing was said.</returns>
    public Utterance? Stop()
    {
        IsOpen = false;
        if (Mode == ListeningMode.Manual && Current is null && !EndedByItself && _preRoll.Count >= IVoiceDetector.SampleRate / 4)
            Begin(); // The speaker pressed the button, so somebody spoke, however quietly.
        return Finish();
    }

    /// <summary>Gives up the utterance being heard; the ear stays as it is.</summary>
    public void Abandon()
    {
        Current?.Cancel();
        Forget();
    }

    /// <summary>Hears one packet.</summary>
    /// <param name="packet">Coded audio in the uplink format.</param>
    /// <param name="minVoice">Voice needed before an utterance begins.</param>
    /// <param name="threshold">Voice probability above which a window counts as voice before it.</param>
    /// <returns>What changed.</returns>
    public EndpointingChange Hear(ReadOnlySpan<byte> packet, TimeSpan minVoice, float threshold)
    {
        _threshold = threshold;
        if (!IsOpen || packet.IsEmpty)
            return EndpointingChange.None;
        if (!_decoder!.TryDecode(packet, out var frame))
        {
            malformed(); // Notified of each packet that cannot be decoded.
            return EndpointingChange.None;
        }

        using (frame)
        {
            var passed = uplink.Codec == AudioCodec.Pcm ? MemoryMarshal.AsBytes(frame.Samples) : packet;
            _packet = new BufferedPacket(AudioPacket.Copy(passed), frame.Length);
            var change = HearSamples(frame.Samples, minVoice);
            Place();
            return change;
        }
    }

    /// <summary>A packet is left out: what was heard before it is nobody's beginning.</summary>
    public void Skip()
    {
        if (Current is not null || (_preRoll.Count == 0 && _filled == 0))
            return;
        _preRoll.Clear();
        _filled = 0;
        _voice = TimeSpan.Zero;
        _detector?.Reset();
    }

    /// <summary>Ends the utterance being heard: nothing more of it came for too long.</summary>
    public void EndOverdue()
    {
        EndedByItself = Mode == ListeningMode.Manual;
        Finish();
    }

    /// <summary>Takes notice of what was understood of the current utterance before its pause.</summary>
    /// <param name="utterance">Which utterance.</param>
    /// <param name="text">Its words.</param>
    /// <param name="endOfTurn">Whether the recogniser judges that its speaker has finished; counts until a voice is heard again.</param>
    public void Understand(Utterance utterance, string text, bool endOfTurn)
    {
        if (!ReferenceEquals(utterance, Current))
            return;
        if (_pausing)
            _understood = text;
        _turnOver |= endOfTurn && _silence > TimeSpan.Zero;
    }

    /// <summary>Gives back the decoder and the detector.</summary>
    public void Dispose()
    {
        Abandon();
        IsOpen = false;
        _preRoll.Clear();
        _decoder?.Dispose();
        _detector?.Dispose();
    }

    private EndpointingChange HearSamples(ReadOnlySpan<short> samples, TimeSpan minVoice)
    {
        var change = EndpointingChange.None;
        while (!samples.IsEmpty)
        {
            var taken = Math.Min(samples.Length, _window.Length - _filled);
            samples[..taken].CopyTo(_window.AsSpan(_filled));
            samples = samples[taken..];
            _filled += taken;
            if (_filled < _window.Length)
                break;
            _filled = 0;
            var step = HearWindow(minVoice);
            if (step != EndpointingChange.None)
                change = step;
        }

        return change;
    }

    private EndpointingChange HearWindow(TimeSpan minVoice)
    {
        var probability = _detector!.Detect(_window);
        return Current is null ? HearQuiet(probability, minVoice) : HearUtterance(probability);
    }

    private EndpointingChange HearQuiet(float probability, TimeSpan minVoice)
    {
        _voice = probability >= _threshold ? _voice + _windowLength : TimeSpan.Zero;
        if (_voice < minVoice)
            return EndpointingChange.None;
        Begin();
        return EndpointingChange.VoiceStarted;
    }

    private EndpointingChange HearUtterance(float probability)
    {
        var limits = options();
        _heard += _windowLength;
        var voiced = probability >= (_silence > TimeSpan.Zero ? limits.VoiceThreshold : limits.SilenceThreshold);
        _silence = voiced ? TimeSpan.Zero : _silence + _windowLength;
        if (voiced)
        {
            Current!.NoteVoice();
            _turnOver = false;
        }

        if (voiced && _pausing)
            Resume();
        if (!_pausing && _silence >= limits.Pause)
        {
            Place();
            _pausing = true;
            Current!.Write(new BufferedPacket(AudioPacket.Pause, 0));
        }

        if (!IsOver(limits))
            return EndpointingChange.None;
        EndedByItself = Mode == ListeningMode.Manual;
        Finish();
        return EndpointingChange.SpeechEnded;
    }

    // In manual mode the device says when, but some lose that message.
    private bool IsOver(ListeningOptions limits) => Mode == ListeningMode.Manual
        ? _heard >= limits.MaxUtterance || _silence >= limits.ManualEndSilence
        : EndOfSpeech.IsOver(_silence, _understood, _turnOver, limits) || Current!.Duration >= limits.MaxUtterance;

    private void Begin()
    {
        Current = open();
        Current.NoteVoice();
        Drain(_preRoll, Current);
    }

    private void Resume()
    {
        _pausing = false;
        _understood = null;
        Drain(_held, Current!);
    }

    private Utterance? Finish()
    {
        // What is heard in a pause that lasts is not the utterance's any more; the next one's pre-roll begins with it.
        if (!_pausing)
            Place();
        var finished = Current;
        finished?.Complete();
        Forget();
        return finished;
    }

    private void Forget()
    {
        Current = null;
        _voice = _silence = _heard = TimeSpan.Zero;
        _pausing = _turnOver = false;
        _understood = null;
        _held.Clear();
    }

    /// <summary>Puts the packet being heard where it belongs by what is known now, unless that was done before.</summary>
    private void Place()
    {
        if (_packet is not { } packet)
            return;
        _packet = null;
        if (Current is null)
            _preRoll.Add(packet);
        else if (_pausing)
            _held.Add(packet);
        else
            Current.Write(packet);
    }

    private static void Drain(PreRoll packets, Utterance utterance)
    {
        while (packets.TryTake(out var packet))
            utterance.Write(packet);
    }
}

/// <summary>What a packet changed.</summary>
internal enum EndpointingChange
{
    None,
    VoiceStarted,
    SpeechEnded,
}
