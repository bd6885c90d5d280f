using System.ComponentModel.DataAnnotations;

namespace VoiceBus.Core.Bus;

/// <summary>What an operator can do to the message queues of a bus while it runs. Thread-safe.</summary>
public interface IQueueControl
{
    /// <summary>
    /// Changes the bounds of a queue: capacity and concurrency at once (what waited for them moves; what is beyond them may
    /// finish), stream capacity and timeouts for calls opened from now on.
    /// </summary>
    /// <exception cref="ValidationException">A bound is out of its range; nothing was changed.</exception>
    void Apply(ServiceType service, QueueOptions options);

    /// <summary>
    /// Fails every message whose handler has not started, also those still waiting for room: their callers get
    /// <see cref="CallFailedException"/> of kind <see cref="FailureKind.Cancelled"/>. Running calls are not touched.
    /// </summary>
    /// <returns>Messages failed by this.</returns>
    int Clear(ServiceType service);
}
