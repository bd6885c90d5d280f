namespace VoiceBus.Management.Api.Memory;

/// <summary>What is not as it should be with the database, for people. Thread-safe.</summary>
public sealed class DatabaseHealth
{
    private volatile string? _unusable;
    private volatile string? _replaced;

    /// <summary>Whether it can be used.</summary>
    public bool IsUsable => _unusable is null;

    /// <summary>What is not as it should be, or null.</summary>
    public string? Detail => _unusable ?? _replaced;

    /// <summary>It cannot be used, or can again.</summary>
    /// <param name="why">Null when it can.</param>
    public void Tell(string? why) => _unusable = why;

    /// <summary>Its file was removed or replaced while it was in use.</summary>
    public void TellReplaced(DateTimeOffset at) =>
        _replaced = $"the database was removed or replaced while the server ran; since {at:u} what lies there now is used";
}
