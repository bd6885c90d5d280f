using System.Diagnostics;
using System.Globalization;

namespace VoiceBus.Testing.Mcp;

/// <summary>The reference server over streamable HTTP on a port of 127.0.0.1. Disposal kills it.</summary>
public sealed class EverythingOverHttp : IAsyncDisposable
{
    private const string PortMark = "PORT ";

    private readonly Process _process;
    private readonly Task _output;
    private readonly Task _errors;

    private EverythingOverHttp(Process process, int port, Task errors)
    {
        (_process, Port, _errors) = (process, port, errors);
        _output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its address.</summary>
    public Uri Url => new($"http://127.0.0.1:{Port}/mcp");

    /// <summary>Starts it.</summary>
    /// <param name="port">0 for a free one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<EverythingOverHttp> StartAsync(int port, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", ["--import", new Uri(McpServers.Loopback).AbsoluteUri, McpServers.Everything, "streamableHttp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        try
        {
            while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith(PortMark, StringComparison.Ordinal))
                    return new EverythingOverHttp(
                        process, int.Parse(line.AsSpan(PortMark.Length), CultureInfo.InvariantCulture), DrainAsync(process.StandardError));
            }

            throw new InvalidOperationException("The reference server ended before it listened.");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
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
    }

    private static async Task DrainAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is not null)
        {
            // Read on, or it blocks on a full pipe.
        }
    }
}
