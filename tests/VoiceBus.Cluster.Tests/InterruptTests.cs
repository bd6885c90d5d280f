using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using VoiceBus.Chaos;

namespace VoiceBus.Cluster.Tests;

/// <summary><c>./voicebus cluster</c> is interrupted. Broker and nodes are stand-ins that note what they are told; the script is the real one.</summary>
public sealed class InterruptTests : IDisposable
{
    // Each leaves a line for its start, for SIGTERM and for its end, and ends when it is told to and there is the file "go".
    private const string Script = """
        set -euo pipefail
        ROOT=$1 DIR=$2
        source "$ROOT/eng/common.sh"; STATE=$DIR/state; source "$ROOT/eng/cluster.sh"
        build() { :; }
        http_status() { echo 200; }
        stand_in() {
            setsid bash -c 'told=""; trap "told=yes; echo $1 told >>$2/log" TERM; echo "$1 $$" >>"$2/log"
                until [ "$told" ] && [ -e "$2/go" ]; do read -r -t 0.05 <>"$2/never" || true; done; echo "$1 left" >>"$2/log"' _ "$1" "$DIR" &
        }
        mkfifo "$DIR/never"
        start_broker() { stand_in broker; BROKER+=($!); }
        start_node() { stand_in "$1"; NODES+=($!); }
        run_cluster 1 1
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicebus-interrupt-");
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task Once_the_nodes_leave_in_order_and_the_broker_after_them()
    {
        using var cluster = await StartAsync();
        await InterruptAsync(cluster);
        await SaidAsync("worker-1 told");
        await SaidAsync("gateway-1 told");
        Said().ShouldNotContain("broker told", "the nodes still need it");
        cluster.HasExited.ShouldBeFalse();

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "go"), "", Ct);
        await cluster.WaitForExitAsync(Ct);
        cluster.ExitCode.ShouldBe(0);
        Said()[^2..].ShouldBe(["broker told", "broker left"]);
        Said().ShouldContain("worker-1 left");
        Said().ShouldContain("gateway-1 left");
        Directory.Exists(Path.Combine(_folder.FullName, "state", "cluster")).ShouldBeFalse();
    }

    [Fact]
    public async Task Twice_all_of_it_ends_at_once()
    {
        using var cluster = await StartAsync();
        await InterruptAsync(cluster);
        await SaidAsync("worker-1 told");
        await InterruptAsync(cluster);
        await cluster.WaitForExitAsync(Ct);

        cluster.ExitCode.ShouldBe(130);
        Said().ShouldNotContain(line => line.EndsWith("left", StringComparison.Ordinal));
        foreach (var id in Said().Select(line => line.Split(' ')[1]).Where(word => int.TryParse(word, out _)))
            await Condition.TrueAsync(_ => Task.FromResult(HasEnded(id)), Ct);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _folder.Delete(recursive: true);
    }

    // One that was killed and not fetched by anybody yet is a zombie.
    private static bool HasEnded(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../.."));

    private string[] Said() => File.Exists(Path.Combine(_folder.FullName, "log")) ? File.ReadAllLines(Path.Combine(_folder.FullName, "log")) : [];

    private Task SaidAsync(string line) => Condition.TrueAsync(_ => Task.FromResult(Said().Contains(line)), Ct);

    private async Task<Process> StartAsync()
    {
        var start = new ProcessStartInfo("bash", ["-c", Script, "_", Root(), _folder.FullName]) { RedirectStandardError = true };
        var cluster = Process.Start(start)!;
        while (await cluster.StandardError.ReadLineAsync(Ct) is { } line)
            if (line.Contains("the cluster is ready", StringComparison.Ordinal))
                break;
        await Condition.TrueAsync(_ => Task.FromResult(Said().Length == 3), Ct);
        return cluster;
    }

    // SIGTERM, which the script treats like SIGINT: a shell cannot catch a signal that was ignored where it was started.
    private async Task InterruptAsync(Process cluster)
    {
        using var kill = Process.Start("kill", ["-TERM", cluster.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Ct);
    }
}
