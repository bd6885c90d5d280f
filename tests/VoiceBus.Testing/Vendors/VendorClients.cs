using System.Diagnostics;

namespace VoiceBus.Testing.Vendors;

/// <summary>Runs the scripts in <c>tests/vendor-clients</c>, in which vendors' clients talk to stand-ins.</summary>
public static class VendorClients
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Its file's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it wrote, line by line.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has what it complained of.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments)
    {
        var clients = Path.Combine(Checkout.Folder, "artifacts", "vendor-clients");
        if (!File.Exists(Path.Combine(clients, ".complete")))
            throw new InvalidOperationException($"{clients} is missing: ./voicebus test fetches it.");
        var start = new ProcessStartInfo("node", [Path.Combine(Checkout.Folder, "tests", "vendor-clients", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VENDOR_CLIENTS"] = clients;
        using var process = Process.Start(start)!;
        try
        {
            using var late = new CancellationTokenSource(_timeout);
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return process.ExitCode == 0
                ? (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
