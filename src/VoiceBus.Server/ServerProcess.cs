using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using VoiceBus.AspNetCore;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Services;
using VoiceBus.Gateway.Access;
using VoiceBus.Speech.Models;

namespace VoiceBus.Server;

/// <summary>Runs the server as a process: says where it listens, and in one line what is wrong when it cannot start.</summary>
internal static class ServerProcess
{
    /// <summary>Runs until the process is told to stop.</summary>
    /// <returns>The exit code: 0, or 1 when the server could not start.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = VoiceBusServer.Build(args);
            using var forced = new ForcedShutdown();
            // Without a codec no device can be heard or answered: better said now than at the first call.
            app.Services.GetRequiredService<IAudioCodecs>().CreateEncoder(AudioFormat.DefaultDownlink).Dispose();
            await app.StartAsync();
            Announce(app);
            await LanguageNotice.WriteAsync(app.Services, Console.Out);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception problem) when (Explain(problem) is { } line)
        {
            await Console.Error.WriteLineAsync($"voicebus: {line}");
            return 1;
        }
    }

    private static void Announce(WebApplication app)
    {
        var addresses = Listeners.Addresses(app.Services.GetRequiredService<IServer>());
        var role = app.Services.GetRequiredService<VoiceBusOptions>().Role;
        foreach (var address in addresses)
        {
            var url = address.TrimEnd('/');
            if (role != NodeRole.Worker)
            {
                Console.WriteLine($"voicebus: devices    {url.Replace("http", "ws", StringComparison.Ordinal)}/ws");
                Console.WriteLine($"voicebus: boards     {url}/api/ota/");
            }
            Console.WriteLine($"voicebus: page       {url}/");
            Console.WriteLine($"voicebus: status     {url}/api/event-bus/status  {url}/api/services/health");
            Console.WriteLine($"voicebus: API        {url}/openapi/v1.json");
        }

        foreach (var line in AccessNotice.Lines(app.Services))
            Console.WriteLine($"voicebus: {line}");

        var folder = app.Services.GetRequiredService<IConfiguration>()["VoiceBus:Models"];
        var models = folder is null ? ModelFolder.Locate(Directory.GetCurrentDirectory(), app.Environment.ContentRootPath) : new ModelFolder(folder);
        foreach (var line in models.Missing())
            Console.WriteLine($"voicebus: {line}");
    }

    private static string? Explain(Exception problem) => problem switch
    {
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } busy =>
            $"cannot listen: {busy.Message} Stop the other program or choose another port with --urls http://127.0.0.1:8001",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AccessDenied } refused =>
            $"cannot listen: {refused.Message}. Choose another address or port with --urls",
        UnauthorizedAccessException or IOException => problem.Message,
        ProviderException missing => missing.Message,
        NotSupportedException missing => missing.Message,
        InvalidOperationException wrong => $"the configuration is wrong: {wrong.Message} {wrong.InnerException?.Message}".TrimEnd(),
        FormatException wrong => $"the configuration is wrong: {wrong.Message}",
        _ => null,
    };
}
