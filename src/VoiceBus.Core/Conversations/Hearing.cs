using VoiceBus.Core.Audio;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Services;

namespace VoiceBus.Core.Conversations;

/// <summary>
/// A session's ear and the utterances on their way through recognition. Owned by the session's loop; the utterances' own
/// tasks only post to the inbox.
/// </summary>
internal sealed class Hearing : IUtteranceObserver, IDisposable
{
    private readonly List<Utterance> _running = new(2);
    private readonly List<Task> _ending = new(2);
    private readonly Action<object> _post;

    public Hearing(
        string sessionId, IDevice device, Cast cast, ConversationServices services, Action<object> post, Action dropped, Action malformed)
    {
        _post = post;
        Ear = new Listener(services.Codecs, services.VoiceDetectors, device.Uplink, () => services.Options().Listening, Open, malformed);

        Utterance Open()
        {
            var options = services.Options();
            var utterance = new Utterance(
                services.Bus,
                new RecognitionRequest(cast.Now.Language, WantPartials: false) { Format = Listener.Passed(device.Uplink) },
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

    /// <summary>Forgets an utterance whose result is in.</summary>
    public void Forget(Utterance utterance)
    {
        _ending.RemoveAll(static task => task.IsCompleted);
        if (_running.Remove(utterance))
            _ending.Add(utterance.Ended);
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

    void IUtteranceObserver.Understood(Utterance utterance, Transcript transcript) =>
        _post(new UtteranceUnderstood(utterance, transcript));

    void IUtteranceObserver.Failed(Utterance utterance, CallFailedException failure) =>
        _post(new UtteranceLost(utterance, failure));
}

/// <summary>An utterance was understood, in part or in whole.</summary>
internal sealed record UtteranceUnderstood(Utterance Utterance, Transcript Transcript);

/// <summary>An utterance could not be recognised.</summary>
internal sealed record UtteranceLost(Utterance Utterance, CallFailedException Failure);
