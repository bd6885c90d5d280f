namespace VoiceBus.Core.Facts;

/// <summary>A teller nobody listens to.</summary>
public sealed class NoFacts : IFactTeller
{
    /// <summary>The one instance.</summary>
    public static NoFacts Instance { get; } = new();

    /// <inheritdoc/>
    public void Tell(Fact fact)
    {
    }
}
