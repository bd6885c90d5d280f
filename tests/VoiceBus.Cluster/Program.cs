using VoiceBus.Cluster.Nodes;

// The nodes of a cluster under test are processes of this program.
return args is ["node", .. var rest]
    ? await ScriptedNode.RunAsync(rest)
    : 2;
