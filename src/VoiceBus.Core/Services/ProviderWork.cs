namespace VoiceBus.Core.Services;

/// <summary>What an adapter does with one provider.</summary>
/// <typeparam name="T">The provider interface.</typeparam>
/// <param name="provider">The leased instance.</param>
/// <param name="attempt">Told how far it has come.</param>
/// <param name="cancellationToken">Cancelled when the caller cancels or a deadline passes.</param>
/// <returns>True when the call was answered; false when this provider has no say and the next is to be asked.</returns>
public delegate Task<bool> ProviderWork<in T>(T provider, ProviderAttempt attempt, CancellationToken cancellationToken)
    where T : class;
