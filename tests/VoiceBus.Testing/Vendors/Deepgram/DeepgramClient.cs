using System.Diagnostics;
using System.Text.Json;

namespace VoiceBus.Testing.Vendors.Deepgram;

/// <summary>Deepgram's own client (npm <c>@deepgram/sdk</c>), which talks to the stand-in.</summary>
public static class DeepgramClient
{
    /// <summary>Lets it hear an utterance of 900 ms (<c>listen</c>) or 800 ms (<c>flux</c>), or speak "Hello." (<c>speak</c>).</summary>
    /// <returns>What it was told: <c>told</c>, a list of type, event or words, and more; <c>bytes</c> of audio.</returns>
    public static async Task<JsonElement> RunAsync(DeepgramStandIn server, string what, CancellationToken cancellationToken)
    {
        var root = Root();
        var folder = Path.Combine(root, "artifacts", "deepgram-client");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new InvalidOperationException($"{folder} is missing: ./voicebus test fetches it.");
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(root, "tests", "deepgram-client", "client.mjs"), folder, $"{server.Url}", DeepgramStandIn.Key, what },
        };
        using var process = Process.Start(start)!;
        try
        {
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? JsonElement.Parse(await said) : throw new InvalidOperationException(await complained);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VoiceBus.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests lie outside the repository.");
        return folder;
    }
}
