using System.Globalization;
using System.Net;

namespace VoiceBus.Cluster.Tests;

/// <summary>Nothing listens beyond what was asked for.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ListeningTests(SharedCluster shared)
{
    [Fact]
    public void A_node_listens_where_it_was_told_and_nowhere_else()
    {
        foreach (var node in shared.Cluster.Gateways.Concat(shared.Cluster.Workers))
            Listening(node.Id).ShouldBe([$"127.0.0.1:{node.Http.Port}"], $"the {node.Role} listens elsewhere too");
    }

    private static string[] Listening(int process)
    {
        var sockets = Directory.GetFiles($"/proc/{process}/fd").Select(static fd => new FileInfo(fd).LinkTarget).OfType<string>()
            .Where(static target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(static target => target[8..^1]).ToHashSet();
        return [.. new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && sockets.Contains(fields[9]))
            .Select(static fields => Address(fields[1]))];
    }

    // Words of four bytes in this machine's order, then the port.
    private static string Address(string hex)
    {
        var (address, port) = (hex[..hex.IndexOf(':')], hex[(hex.IndexOf(':') + 1)..]);
        var bytes = Convert.FromHexString(address);
        for (var word = 0; word < bytes.Length; word += 4)
            Array.Reverse(bytes, word, 4);
        return $"{new IPAddress(bytes)}:{int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture)}";
    }
}
