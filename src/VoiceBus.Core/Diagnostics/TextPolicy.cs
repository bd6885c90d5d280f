namespace VoiceBus.Core.Diagnostics;

/// <summary>
/// Whether what users and models said may be kept and shown outside the conversation itself: the one switch that log,
/// live events and timelines ask. Thread-safe.
/// </summary>
/// <param name="isShown">What is in force at first.</param>
public sealed class TextPolicy(bool isShown)
{
    private volatile bool _isShown = isShown;

    /// <summary>Changed live by the configuration; what was not kept before does not come back, what was kept is hidden.</summary>
    public bool IsShown
    {
        get => _isShown;
        set => _isShown = value;
    }
}
