namespace VoiceBus.Core.Concurrency;

/// <summary>Is called back when a token is cancelled.</summary>
public interface ICancellationCallback
{
    /// <summary>The token is cancelled. Must not block.</summary>
    void Cancelled();

    /// <summary><see cref="Cancelled"/> has thrown: ends what it belongs to with this.</summary>
    void Failed(Exception exception);
}
