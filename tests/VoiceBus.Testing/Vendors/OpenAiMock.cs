using System.Diagnostics;
using VoiceBus.Testing.Mcp;

namespace VoiceBus.Testing.Vendors;

/// <summary>npm's mock of the OpenAI protocol (<c>@copilotkit/aimock</c>), which nobody here wrote, on a port of 127.0.0.1. Disposal kills it.</summary>
public sealed class OpenAiMock : IAsyncDisposable
{
    private const string Mark = "listening on ";

    private readonly Process _process;
    private readonly string _fixtures;
    private readonly Task _output;
    private readonly Task _errors;

    private OpenAiMock(Process process, string fixtures, Uri origin, Task errors)
    {
        (_process, _fixtures, Origin, _errors) = (process, fixtures, origin, errors);
        _output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Its address, without a path.</summary>
    public Uri Origin { get; }

    /// <summary>Starts it.</summary>
    /// <param name="fixtures">What it answers, in its own format.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<OpenAiMock> StartAsync(string fixtures, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"voicebus-mock-{Path.GetRandomFileName()}.json");
        await File.WriteAllTextAsync(file, fixtures, cancellationToken);
        var process = Process.Start(new ProcessStartInfo("node", [McpServers.OpenAiMock, "-p", "0", "-f", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
                    return new OpenAiMock(process, file, new Uri(line[(at + Mark.Length)..].Trim()), errors);
            }

            throw new InvalidOperationException("The mock ended before it listened.");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            File.Delete(file);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
        _process.Dispose();
        File.Delete(_fixtures);
    }
}
