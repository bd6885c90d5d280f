using VoiceBus.AspNetCore;

namespace VoiceBus.Server;

/// <summary>The server as a whole: what the program is, and what tests start with other providers.</summary>
public static class VoiceBusServer
{
    private const string WorkerUrls = "http://127.0.0.1:0"; // Nobody but its keeper asks a worker over HTTP.
    private const string DefaultUrls = "http://127.0.0.1:8000";

    /// <summary>Builds a server that is not started yet.</summary>
    /// <param name="args">Command line: <c>--urls</c>, <c>--role</c>, <c>--services</c>, <c>--VoiceBus:…</c>.</param>
    /// <param name="replace">Replaces services, or null.</param>
    /// <exception cref="InvalidOperationException">The configuration is wrong; the message says what would be right.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddVoiceBusEnvironment().AddCommandLine(args, VoiceBusEnvironment.Switches);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var isWorker = string.Equals(builder.Configuration["VoiceBus:Role"], nameof(NodeRole.Worker), StringComparison.OrdinalIgnoreCase);
        builder.WebHost.UseUrls(ListenAddresses.Checked(builder.Configuration["urls"] ?? (isWorker ? WorkerUrls : DefaultUrls)));
        builder.Services.AddVoiceBus(builder.Configuration)
            .AddLocalSpeech()
            .AddOpenAI()
            .AddHttpVoice()
            .AddFunAsr()
            .AddDoubao()
            .AddWyoming()
            .AddDeepgram()
            .AddEdge()
            .AddOllama()
            .AddDashScope()
            .AddQwen()
            .AddDify()
            .AddBuiltInAssistant()
            .AddBuiltInTools()
            .AddDeviceTools()
            .AddToolServers()
            .AddToolPrograms()
            .AddStorage()
            .AddRabbitMq()
            .AddPlugIns();
        replace?.Invoke(builder.Services);
        return builder.Build().MapVoiceBus();
    }
}
