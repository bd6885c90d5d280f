namespace VoiceBus.Management.Api.Cluster;

/// <summary>What all nodes remember of devices. Thread-safe.</summary>
internal sealed class ClusterMemory(ClusterMembership directory, LocalMemory local, IClusterClient questions)
{
    /// <summary>
    /// Lets a device's session forget what was said, wherever it is, and other nodes also what they keep or have yet to write;
    /// what this one keeps is left to its writer.
    /// </summary>
    /// <returns>The nodes that may still know something.</returns>
    public async Task<IReadOnlyList<string>> ForgetAsync(string deviceId, CancellationToken cancellationToken)
    {
        local.ForgetDialogue(deviceId);
        var remaining = new List<string>();
        await foreach (var answer in questions.AskAsync(new ClusterRequest { Forget = deviceId }, directory.OthersWithDevices, cancellationToken))
            if (answer is { Outcome: not NodeOutcome.Done, Node: { } node })
                remaining.Add(node);
        return remaining;
    }
}
