namespace VoiceBus.Core.Services;

/// <summary>What came of asking one provider, or two at the same time.</summary>
/// <param name="Answered">Whether the call is answered.</param>
/// <param name="Failure">Why another provider has to be asked; null when it had no say.</param>
/// <param name="PassedOver">Whether it was not even asked.</param>
internal readonly record struct AttemptResult(bool Answered, ProviderException? Failure = null, bool PassedOver = false)
{
    /// <summary>The result that tells more: a provider that was asked and failed over one that was passed over.</summary>
    public AttemptResult Or(AttemptResult next) =>
        next.Failure is null || (next.PassedOver && Failure is not null) ? this : next;
}
