namespace VoiceBus.Core.Services;

/// <summary>Tool providers that are configured elsewhere than in the live configuration, and come and go. Thread-safe.</summary>
public interface IToolServers
{
    /// <summary>The names there are now, in the order they are asked.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The provider of a name: a light handle; one of a name that is gone fails its calls.</summary>
    IToolProvider Provider(string name);

    /// <summary>Connects to those there are; returns when each is ready or has failed.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Follows what is configured until cancelled.</summary>
    /// <param name="changed">Called after <see cref="Names"/> has changed.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    Task WatchAsync(Action changed, CancellationToken cancellationToken);
}
