namespace VoiceBus.Management.Api.Cluster;

/// <summary>Answers what other nodes ask, as far as this one can. Thread-safe; never waits.</summary>
internal sealed class LocalAnswers(LocalNode self, LocalSessions sessions, LocalTurns turns, LocalMemory memory, NodeConfiguration configuration)
{
    /// <summary>The answer, or null for none.</summary>
    public ClusterResponse? Answer(ClusterRequest asked)
    {
        var here = self.Line?.Node;
        var answer = asked switch
        {
            { ConfigurationOf: { } node } => node == here ? configuration.Answer() : null,
            _ when !self.HasDevices => null,
            { Turns: { } query } => turns.List(query, here),
            { TurnId: { } id } => turns.Find(id, here),
            { Forget: { } deviceId } => memory.Forget(deviceId),
            _ => sessions.Answer(asked, here),
        };
        return answer is null ? null : answer with { Node = here };
    }
}
