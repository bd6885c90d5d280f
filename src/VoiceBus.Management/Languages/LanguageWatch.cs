using VoiceBus.Core.Bus;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Memory;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Management.Languages;

/// <summary>
/// What nobody of the live configuration understands or speaks, always of now: it is told when the configuration or the personas
/// change. Thread-safe.
/// </summary>
/// <param name="state">The live configuration.</param>
/// <param name="personas">The stored personas.</param>
/// <param name="catalog">What the types say.</param>
/// <param name="events">Notified of what begins to be missing and of what no longer is.</param>
public sealed class LanguageWatch(GatewayConfigurationSnapshot state, IPersonaStore personas, ProviderCatalog catalog, IEventSink events)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<Persona> _personas = [];
    private volatile LanguageCoverage? _now;
    private long _asked;
    private long _answered;

    /// <summary>As it was found last.</summary>
    public LanguageCoverage Now => _now ?? Apply();

    /// <summary>The configuration changed.</summary>
    /// <returns>As it is now.</returns>
    public LanguageCoverage Apply()
    {
        lock (_gate)
            return Compare();
    }

    /// <summary>The personas may have changed: reads them again. Throws what the store throws; what is known then stays.</summary>
    /// <returns>As it is now.</returns>
    public async Task<LanguageCoverage> RefreshAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _asked);
        var read = await personas.ListAsync(cancellationToken);
        lock (_gate)
        {
            // Whoever asked later has seen more.
            if (number > _answered)
                (_answered, _personas) = (number, read);
            return Compare();
        }
    }

    private LanguageCoverage Compare()
    {
        var before = _now?.Gaps ?? [];
        var found = LanguageCoverage.Of(state.Document, _personas, catalog);
        _now = found;
        foreach (var gap in before.Where(gap => !found.Gaps.Any(other => IsSame(gap, other))))
            events.Emit(new LanguageServed(gap.Service.ToName(), gap.Language));
        foreach (var gap in found.Gaps.Where(gap => !before.Any(other => IsSame(gap, other))))
            events.Emit(new LanguageNotServed(gap.Service.ToName(), gap.Language, string.Join(", ", gap.Personas), gap.Sentence));
        return found;
    }

    private static bool IsSame(LanguageGap one, LanguageGap other) => one.Service == other.Service && one.Language == other.Language;
}
