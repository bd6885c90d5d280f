namespace VoiceBus.Providers.Connections;

/// <summary>A connection that may be kept from call to call.</summary>
internal interface IKeepable : IAsyncDisposable
{
    /// <summary>Whether nothing has ended it yet, as far as is known here.</summary>
    bool IsOpen { get; }

    /// <summary>Whether it is open and, since <see cref="ReadAhead"/>, nothing was received.</summary>
    bool IsQuiet { get; }

    /// <summary>Whether it was lost (broken off, closed, silent beyond a deadline), as opposed to refused in words.</summary>
    bool IsLost { get; }

    /// <summary>Begins to receive while nobody waits, so that an end is noticed at once; the next receiver gets what comes.</summary>
    void ReadAhead();
}
