using System.Text.Json.Nodes;
using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Configuration;

/// <summary>
/// Changes the live configuration, at the wish of an operator here or because another node has a newer one: checks, keeps,
/// applies and tells, one change at a time; a change that cannot be checked or kept changes nothing. Thread-safe.
/// </summary>
public sealed class GatewayConfigurationStore(
    GatewayConfigurationSnapshot state, DocumentReader reader, IStartupOverrides given, ConfigurationKeeper keeper, TimeProvider time, IEventSink events)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Changes the document.</summary>
    /// <param name="edit">From the document now (secrets included) to the one wanted.</param>
    /// <param name="isExpected">Whether the caller knows the document there is now, by its tag.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">The caller leaves: nothing is changed unless it is kept already.</param>
    /// <exception cref="IOException">It could not be kept, so nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled, or other changes took too long.</exception>
    public Task<ChangeOutcome> ChangeAsync(
        Func<JsonObject, JsonNode?> edit, Func<string, bool> isExpected, string by, CancellationToken cancellationToken) =>
        InTurnAsync(token => ChangeInTurnAsync(edit, isExpected, by, token), cancellationToken);

    /// <summary>Follows another node, unless what is here is newer.</summary>
    /// <param name="stamp">Which document it has.</param>
    /// <param name="document">The document, secrets included.</param>
    /// <param name="by">Who made it.</param>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">As above.</param>
    /// <returns>Invalid when it would not be right here; that is told.</returns>
    /// <exception cref="IOException">It could not be kept, so nothing was changed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled, or other changes took too long.</exception>
    public Task<ChangeOutcome> FollowAsync(ChangeStamp stamp, JsonNode? document, string by, string node, CancellationToken cancellationToken) =>
        InTurnAsync(token => FollowInTurnAsync(stamp, document, by, node, token), cancellationToken);

    private async Task<ChangeOutcome> InTurnAsync(Func<CancellationToken, Task<ChangeOutcome>> change, CancellationToken cancellationToken)
    {
        using var late = new DeadlineSource(_timeout, time, new ExceptionGuard(events, "configuration"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await _turn.WaitAsync(either.Token);
        try
        {
            return await change(either.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ChangeOutcome> ChangeInTurnAsync(
        Func<JsonObject, JsonNode?> edit, Func<string, bool> isExpected, string by, CancellationToken cancellationToken)
    {
        var (now, before) = (state.Kept, state.Document);
        if (!isExpected(state.Tag))
            return new ChangeOutcome.Stale(before.Version);
        var findings = new Findings();
        var after = reader.Read(edit(GatewayConfigurationJson.ToNode(before)), before, state.NextVersion, findings);
        if (after is null)
            return new ChangeOutcome.Invalid(findings);
        var changes = DocumentDiff.Between(before, after, reader.Catalog);
        if (changes.Count == 0)
            return new ChangeOutcome.Applied(before, state.Tag);
        if (ForAll(now, after, findings) is not { } document)
            return new ChangeOutcome.Invalid(findings);

        var record = new ChangeRecord(after.Version, time.GetUtcNow(), by, changes);
        var kept = new PersistedConfiguration(document, now.HistoryWith(record)) { ChangeId = NewId(after), By = by, InForce = after };
        await keeper.TakeAsync(kept, record, cancellationToken);
        given.Release(changes);
        return new ChangeOutcome.Applied(after, kept.Tag);
    }

    private async Task<ChangeOutcome> FollowInTurnAsync(
        ChangeStamp stamp, JsonNode? document, string by, string node, CancellationToken cancellationToken)
    {
        var (now, before) = (state.Kept, state.Document);
        if (!stamp.IsNewerThan(now.Stamp))
            return new ChangeOutcome.Stale(before.Version);
        var findings = new Findings();
        var followed = reader.Read(document, before: null, stamp.Version, findings);
        var after = followed is null
            ? null
            : reader.Read(given.Overrule(followed, reader.Defaults, isShared: true), before: null, stamp.Version, findings);
        if (after is null)
        {
            keeper.Refuse(stamp, node, $"it would not be right here: {findings}", isFinal: true);
            return new ChangeOutcome.Invalid(findings);
        }

        var changes = DocumentDiff.Between(before, after, reader.Catalog);
        var record = changes.Count == 0 ? null : new ChangeRecord(after.Version, time.GetUtcNow(), $"{by}, told by node {node}", changes);
        var kept = new PersistedConfiguration(followed!, now.HistoryWith(record)) { ChangeId = stamp.Id, By = by, InForce = after };
        await keeper.TakeAsync(kept, record, cancellationToken);
        return new ChangeOutcome.Applied(after, kept.Tag);
    }

    /// <summary>The document of all nodes with what was changed here.</summary>
    private GatewayConfiguration? ForAll(PersistedConfiguration now, GatewayConfiguration after, Findings findings) =>
        ReferenceEquals(now.InForce, now.Document)
            ? after
            : reader.Read(
                EditTransfer.Apply(GatewayConfigurationJson.ToNode(now.Document), GatewayConfigurationJson.ToNode(now.InForce), GatewayConfigurationJson.ToNode(after)),
                before: null,
                after.Version,
                findings);

    private string NewId(GatewayConfiguration document) =>
        document.Bus.Transport == BusSettings.InMemory ? "" : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
