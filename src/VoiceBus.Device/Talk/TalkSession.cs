using VoiceBus.Protocol;

namespace VoiceBus.Device.Talk;

/// <summary>Plays one turn on a connected device: speaks or types, prints what comes back, keeps the reply's sound.</summary>
internal sealed class TalkSession(TalkOptions options, DeviceClient device, TextWriter output) : IDisposable
{
    private static readonly TimeSpan _lateWindow = TimeSpan.FromMilliseconds(500);

    private readonly TalkTimeline _timeline = new(options.Recording is null ? "text sent" : "end of speech");
    private readonly ReplyRecorder _reply = new(device.Hello.Audio);
    private readonly CancellationTokenSource _microphoneOff = new();
    private readonly CancellationTokenSource _abortOff = new();
    private Microphone? _microphone;
    private Task _speaking = Task.CompletedTask;
    private Task _aborting = Task.CompletedTask;
    private bool _inReply;
    private bool _replied;

    /// <summary>When things happened.</summary>
    public TalkTimeline Timeline => _timeline;

    public async Task<TalkOutcome> RunAsync(CancellationToken ct)
    {
        try
        {
            await AskAsync(ct);
            if (await ListenAsync(ct) is { } problem)
                return TalkOutcome.Bad(problem);
            return await FinishAsync(ct);
        }
        finally
        {
            await EndTaskAsync(_speaking, _microphoneOff);
            await EndTaskAsync(_aborting, _abortOff);
        }
    }

    public void Dispose()
    {
        _reply.Dispose();
        _microphoneOff.Dispose();
        _abortOff.Dispose();
    }

    private async Task AskAsync(CancellationToken ct)
    {
        if (options.Recording is null)
        {
            await device.DetectAsync(options.Text!, ct);
            _timeline.Voice(device.Now);
            return;
        }

        await device.ListenStartAsync(options.Mode, ct);
        _microphone = new Microphone(device, options.Recording, _timeline);
        _speaking = SpeakAsync(_microphone);
    }

    private async Task SpeakAsync(Microphone microphone)
    {
        await microphone.RunAsync(staysOn: options.Mode != ListenMode.Manual, _microphoneOff.Token);
        await device.ListenStopAsync(_microphoneOff.Token);
    }

    private async Task<string?> ListenAsync(CancellationToken ct)
    {
        var speech = options.Recording?.Duration ?? TimeSpan.Zero;
        using var timeout = new InactivityTimeout(options.Timeout, speech, options.Time, ct);
        try
        {
            await foreach (var received in device.Events(timeout.Token))
            {
                timeout.Extend();
                if (received is AudioReceived audio)
                    Hear(audio);
                else if (received is MessageReceived message && await IsEndAsync(message))
                    return null;
            }
        }
        catch (OperationCanceledException) when (timeout.RanOut && !ct.IsCancellationRequested)
        {
            return $"the server was silent for {options.Timeout.TotalSeconds:0.#} s{(_replied ? ": tts stop never came" : "")}";
        }

        var end = await device.Completion;
        return $"the connection ended before the reply did ({end.Reason}: {end.Detail})";
    }

    private void Hear(AudioReceived audio)
    {
        if (!_inReply)
            return; // a device throws audio outside the bracket away (protocol.md 4.5)
        _reply.Add(audio.Payload.Span);
        if (_timeline.FirstAudio is not null)
            return;
        _timeline.MarkFirstAudio(audio.At);
        if (options.AbortAfter is { } delay)
            _aborting = AbortLaterAsync(delay);
    }

    private async Task<bool> IsEndAsync(MessageReceived received)
    {
        switch (received.Message)
        {
            case ServerMessage.Stt stt:
                _timeline.MarkStt(received.At);
                await output.WriteLineAsync($"you said: {stt.Text}");
                break;
            case ServerMessage.Llm llm:
                await output.WriteLineAsync($"{llm.Text} ({llm.Emotion})");
                break;
            case ServerMessage.TtsStart:
                _inReply = _replied = true;
                if (options.Mode != ListenMode.Realtime)
                    await EndTaskAsync(_speaking, _microphoneOff);
                break;
            case ServerMessage.SentenceStart sentence:
                _timeline.MarkFirstWord(received.At);
                await output.WriteLineAsync($"reply: {sentence.Text}");
                break;
            case ServerMessage.Alert alert:
                await output.WriteLineAsync($"alert: {alert.Status}: {alert.Message}");
                break;
            case ServerMessage.Custom custom:
                await output.WriteLineAsync($"custom: {custom.Payload.GetRawText()}");
                break;
            case ServerMessage.System system:
                await output.WriteLineAsync($"system: {system.Command}");
                break;
            case ServerMessage.Error error:
                await output.WriteLineAsync($"error: {error.Message}");
                break;
            case ServerMessage.TtsStop:
                _inReply = false;
                _timeline.MarkStopped(received.At);
                return !StillAsking();
            default:
                break;
        }

        return false;
    }

    // Talking over the server in realtime ends its reply, but not the turn.
    private bool StillAsking() => options.Mode == ListenMode.Realtime && _microphone is { Speaking: true };

    private async Task<TalkOutcome> FinishAsync(CancellationToken ct)
    {
        if (_timeline.Line() is { } line)
            await output.WriteLineAsync(line);
        if (!_replied)
            return TalkOutcome.Bad("the server heard nothing it could answer");
        if (_reply.Frames == 0)
            return TalkOutcome.Bad("the reply had no audio");
        await File.WriteAllBytesAsync(options.OutPath, _reply.ToWav(), ct);
        await output.WriteLineAsync($"{options.OutPath}: {_reply.Duration.TotalSeconds:0.0} s of reply");
        if (_reply.BrokenFrames > 0)
            return TalkOutcome.Bad($"{_reply.BrokenFrames} of {_reply.Frames} audio frames could not be decoded");
        return options.AbortAfter is null ? TalkOutcome.Good : await JudgeAbortAsync(ct);
    }

    private async Task<TalkOutcome> JudgeAbortAsync(CancellationToken ct)
    {
        if (_timeline.Aborted is not { } aborted)
            return TalkOutcome.Bad("the reply ended before it was to be interrupted");
        var late = await CountLateAudioAsync(ct);
        var after = late == 0 ? "no audio after it" : $"{late} audio frames after it";
        await output.WriteLineAsync($"abort → tts stop {(_timeline.Stopped!.Value - aborted).TotalMilliseconds:0} ms, {after}");
        return late == 0 ? TalkOutcome.Good : TalkOutcome.Bad("audio still arrived after the interrupted reply's tts stop");
    }

    private async Task<int> CountLateAudioAsync(CancellationToken ct)
    {
        using var window = new InactivityTimeout(_lateWindow, TimeSpan.Zero, options.Time, ct);
        var late = 0;
        try
        {
            await foreach (var received in device.Events(window.Token))
                late += received is AudioReceived ? 1 : 0;
        }
        catch (OperationCanceledException) when (window.RanOut && !ct.IsCancellationRequested)
        {
            // The window is over: that is its purpose.
        }

        return late;
    }

    private async Task AbortLaterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, options.Time, _abortOff.Token);
        _timeline.MarkAborted(device.Now);
        await device.AbortAsync(null, _abortOff.Token);
    }

    private static async Task EndTaskAsync(Task task, CancellationTokenSource off)
    {
        await off.CancelAsync();
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (off.IsCancellationRequested)
        {
            // Switched off, as asked.
        }
        catch (DeviceException)
        {
            // The connection ended: the reader of the events sees the same end and reports it.
        }
    }
}
