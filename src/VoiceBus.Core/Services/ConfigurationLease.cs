using System.Diagnostics.CodeAnalysis;

namespace VoiceBus.Core.Services;

/// <summary>
/// A service's model and the calls that run by it. Being the current model counts as one use. Thread-safe; entering and
/// leaving allocate nothing.
/// </summary>
/// <typeparam name="T">The provider interface.</typeparam>
public sealed class ConfigurationLease<T>
    where T : class
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _users = 1;

    internal ConfigurationLease(ServiceConfiguration<T> model) => Model = model;

    /// <summary>The model.</summary>
    public ServiceConfiguration<T> Model { get; }

    /// <summary>Completes when the model was replaced and the last call that runs by it has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>A call begins; false when the use has ended: there is a newer model.</summary>
    internal bool TryEnter([MaybeNullWhen(false)] out Entered entered)
    {
        entered = new Entered(this);
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            _ended.TrySetResult();
    }

    /// <summary>One call's use; disposed exactly once.</summary>
    internal readonly struct Entered(ConfigurationLease<T> use) : IDisposable
    {
        public ServiceConfiguration<T> Model => use.Model;

        public void Dispose() => use.Leave();
    }
}
