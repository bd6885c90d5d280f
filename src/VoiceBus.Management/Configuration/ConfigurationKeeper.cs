using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Management.Configuration;

/// <summary>Keeps a checked configuration and puts it into force, or says why a node's is not followed. One caller at a time.</summary>
public sealed class ConfigurationKeeper(GatewayConfigurationSnapshot state, GatewayConfigurationFile file, GatewayConfigurationApplier targets, IEventSink events)
{
    /// <summary>Another document is in force. Handlers must not wait.</summary>
    public event Action? Taken;

    /// <summary>Puts a configuration into force; it is kept when this returns.</summary>
    /// <param name="kept">The configuration, with its history.</param>
    /// <param name="change">What it changes here; null when nothing.</param>
    /// <param name="cancellationToken">The caller leaves: nothing happens unless it is kept already.</param>
    /// <exception cref="IOException">It could not be kept, so nothing was changed.</exception>
    public async Task TakeAsync(PersistedConfiguration kept, ChangeRecord? change, CancellationToken cancellationToken)
    {
        await file.SaveAsync(kept, cancellationToken);
        state.Publish(kept);
        if (change is not null)
        {
            targets.Apply(kept.InForce);
            events.Emit(new ConfigurationChanged(change.Version, change.By, string.Join("; ", change.Changes)));
        }
        Taken?.Invoke();
    }

    /// <summary>Notes that another node's configuration is not followed here; told once for each reason.</summary>
    public void Refuse(ChangeStamp stamp, string node, string problem, bool isFinal)
    {
        var refusal = new Refusal(stamp, problem, isFinal);
        if (state.Refusal == refusal)
            return;
        state.Refuse(refusal);
        events.Emit(new ConfigurationRefused(stamp.Version, node, problem));
        Taken?.Invoke();
    }
}
