using System.Text.Json.Nodes;
using VoiceBus.Core.Facts;

namespace VoiceBus.Server.Configuration;

/// <summary>
/// Changes the live configuration: checks, keeps, applies and tells, one change at a time; a change that cannot be checked or
/// kept changes nothing. Thread-safe.
/// </summary>
internal sealed class DecouplingChanges(
    DecouplingState state, DocumentReader reader, DecouplingFile file, DecouplingTargets targets, TimeProvider time, IFactTeller facts)
{
    /// <summary>Changes remembered.</summary>
    public const int Remembered = 50;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Changes the document.</summary>
    /// <param name="edit">From the document now (secrets included) to the one wanted.</param>
    /// <param name="isExpected">Whether the caller knows the version the document has now.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">The caller leaves: nothing is changed unless it is kept already.</param>
    /// <exception cref="IOException">It could not be kept, so nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or other changes took too long.</exception>
    public async Task<ChangeOutcome> ChangeAsync(
        Func<JsonObject, JsonNode?> edit, Func<long, bool> isExpected, string by, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await _turn.WaitAsync(either.Token);
        try
        {
            return await ChangeInTurnAsync(edit, isExpected, by, either.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ChangeOutcome> ChangeInTurnAsync(
        Func<JsonObject, JsonNode?> edit, Func<long, bool> isExpected, string by, CancellationToken cancellationToken)
    {
        var before = state.Document;
        if (!isExpected(before.Version))
            return new ChangeOutcome.Stale(before.Version);
        var findings = new Findings();
        var after = reader.Read(edit(DecouplingJson.ToNode(before)), before, before.Version + 1, findings);
        if (after is null)
            return new ChangeOutcome.Invalid(findings);
        var changes = DocumentDiff.Between(before, after);
        if (changes.Count == 0)
            return new ChangeOutcome.Applied(before);

        var record = new ChangeRecord(after.Version, time.GetUtcNow(), by, changes);
        var kept = new KeptConfiguration(after, [record, .. state.History.Take(Remembered - 1)]);
        await file.SaveAsync(kept, cancellationToken);
        state.Publish(kept);
        targets.Apply(after);
        facts.Tell(new ConfigurationChanged(after.Version, by, string.Join("; ", changes)));
        return new ChangeOutcome.Applied(after);
    }
}

/// <summary>What became of a change.</summary>
internal abstract record ChangeOutcome
{
    /// <summary>It is in force (or there was nothing to change).</summary>
    public sealed record Applied(DecouplingDocument Document) : ChangeOutcome;

    /// <summary>The document has another version than the caller expects.</summary>
    public sealed record Stale(long Version) : ChangeOutcome;

    /// <summary>The document would not be right.</summary>
    public sealed record Invalid(Findings Findings) : ChangeOutcome;
}
