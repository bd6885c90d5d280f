using System.Diagnostics;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>A real nginx in front of a server. It listens on a Unix socket of its own, so that no port must be guessed.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private Nginx(DirectoryInfo folder, Process process) => (_folder, _process) = (folder, process);

    /// <summary>The path of the socket it listens on.</summary>
    public string Socket => Path.Combine(_folder.FullName, "nginx.sock");

    /// <summary>Starts it. As root its workers are another user, as a distribution's are.</summary>
    /// <param name="locations">The content of its <c>server</c> block; <c>$upgrade</c> is what the Connection header must say.</param>
    public static async Task<Nginx> StartAsync(string locations)
    {
        var folder = Directory.CreateTempSubdirectory("voicebus-nginx-");
        var user = Environment.IsPrivilegedProcess ? "user nobody nogroup;" : "";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "nginx.conf"), $$"""
            daemon off; worker_processes 1; pid nginx.pid; error_log stderr; {{user}}
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              map $http_upgrade $upgrade { default upgrade; '' close; }
              server { listen unix:{{folder.FullName}}/nginx.sock; {{locations}} }
            }
            """);
        var nginx = new Nginx(folder, Process.Start(new ProcessStartInfo("nginx", ["-p", folder.FullName, "-c", "nginx.conf", "-e", "stderr"])
        {
            Environment = { ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin" },
            RedirectStandardError = true,
        })!);
        try
        {
            await Eventually.TrueAsync(() => File.Exists(nginx.Socket) || nginx._process.HasExited);
            nginx._process.HasExited.ShouldBeFalse("nginx said why on its standard error");
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(_timeout);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
