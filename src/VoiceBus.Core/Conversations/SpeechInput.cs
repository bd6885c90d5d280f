using System.Diagnostics.CodeAnalysis;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// A session's ear and the utterances on their way through recognition. What becomes of them is taken in the order they were spoken
/// in, whichever is recognised first. Owned by the session's loop; the utterances' own tasks only post to the inbox.
/// </summary>
internal sealed class SpeechInput : IUtteranceObserver, IDisposable
{
    private readonly List<Utterance> _running = new(2);
    private readonly Dictionary<Utterance, object> _outcomes = new(2);
    private readonly List<Task> _ending = new(2);
    private readonly Action<object> _post;

    public SpeechInput(
        string sessionId, IDevice device, PersonaSelector cast, ConversationServices services, Action<object> post, Action dropped, Action malformed)
    {
        _post = post;
        var listening = new PersonaListening(services.Options, cast);
        Ear = new Listener(services.Codecs, services.VoiceDetectors, device.Uplink, () => listening.Now, Open, malformed);

        Utterance Open()
        {
            var options = services.Options();
            var utterance = new Utterance(
                services.Bus,
                new RecognitionRequest(cast.Now.Language, WantPartials: false) { Format = Listener.Passed(device.Uplink), Provider = cast.Now.Asr },
                new CallContext(sessionId, ""),
                options.Listening.MaxUtterance,
                this,
                services.Time,
                dropped);
            _running.Add(utterance);
            return utterance;
        }
    }

    /// <summary>Hears the microphone.</summary>
    public Listener Ear { get; }

    /// <summary>Whether somebody is speaking or what they said is still being recognised.</summary>
    public bool IsBusy => _running.Count > 0;

    /// <summary>Completes when the task of every utterance heard so far has ended.</summary>
    public Task Ended => Task.WhenAll([.. _ending, .. _running.Select(static utterance => utterance.Ended)]);

    /// <summary>Whether the utterance is still of interest.</summary>
    public bool Knows(Utterance utterance) => _running.Contains(utterance);

    /// <summary>Opens the ear for a new stream of audio; an unfinished utterance is given up.</summary>
    /// <exception cref="CallFailedException">There is no voice detector: its model is missing.</exception>
    public void Start(ListeningMode mode)
    {
        if (Ear.Current is { } unfinished)
            Forget(unfinished);
        Ear.Start(mode);
    }

    /// <summary>Keeps what became of an utterance, which is of interest, until it is its turn.</summary>
    public void Settle(Utterance utterance, object outcome) => _outcomes.TryAdd(utterance, outcome);

    /// <summary>Takes what became of the utterance spoken first, if that is known, and forgets the utterance.</summary>
    public bool TryTakeNext([NotNullWhen(true)] out object? outcome)
    {
        outcome = null;
        if (_running.Count == 0 || !_outcomes.Remove(_running[0], out outcome))
            return false;
        Forget(_running[0]);
        return true;
    }

    /// <summary>Gives up everything that was said and not understood yet.</summary>
    public void Abandon()
    {
        Ear.Abandon();
        foreach (var utterance in _running.ToArray())
        {
            utterance.Cancel();
            Forget(utterance);
        }
    }

    public void Dispose() => Ear.Dispose();

    private void Forget(Utterance utterance)
    {
        _ending.RemoveAll(static task => task.IsCompleted);
        _outcomes.Remove(utterance);
        if (_running.Remove(utterance))
            _ending.Add(utterance.Ended);
    }

    void IUtteranceObserver.Understood(Utterance utterance, Transcript transcript) =>
        _post(new UtteranceUnderstood(utterance, transcript));

    void IUtteranceObserver.Failed(Utterance utterance, CallFailedException failure) =>
        _post(new UtteranceLost(utterance, failure));
}

/// <summary>An utterance was understood, in part or in whole.</summary>
internal sealed record UtteranceUnderstood(Utterance Utterance, Transcript Transcript);

/// <summary>An utterance could not be recognised.</summary>
internal sealed record UtteranceLost(Utterance Utterance, CallFailedException Failure);
