using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Api.Configuration;

/// <summary>The real server on a free port, its providers scripted by name, its data in a folder of its own.</summary>
internal sealed class ConfigRig : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly LoggedLines _log = new();
    private WebApplication _app = null!;

    private ConfigRig(string folder) => Folder = folder;

    public string Folder { get; }

    public ProviderScript Llm { get; } = new();

    public IServiceProvider Services => _app.Services;

    public Uri Address => _client.BaseAddress!;

    public HttpRequestHeaders Headers => _client.DefaultRequestHeaders;

    public string Log => string.Join('\n', _log.Lines);

    public static string NewFolder() => Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");

    public static async Task<ConfigRig> StartAsync(string folder, params string[] args)
    {
        var rig = new ConfigRig(folder);
        rig._app = VoiceBusServer.Build(["--urls", "http://127.0.0.1:0", "--VoiceBus:Data", folder, "--VoiceBus:Rehearse=false", .. args], services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(rig._log));
            Replace<ISpeechRecognizer>(services, rig, script => new ScriptedRecognizer(script, () => "hello"), "moonshine");
            Replace<IChatClient>(services, rig, script => new ScriptedChatClient(script, "yes"), "openai", "built-in");
            Replace<ISpeechSynthesizer>(services, rig, script => new ScriptedSynthesizer(script), "espeak", "flite");
        });
        await rig._app.StartAsync();
        rig._client.BaseAddress = new Uri(rig._app.Urls.Single());
        return rig;
    }

    public Task<Answer> GetAsync(string path = "") => SendAsync(HttpMethod.Get, null, null, path);

    public Task<Answer> PatchAsync(string patch, string? ifMatch = null) => SendAsync(HttpMethod.Patch, patch, ifMatch);

    public async Task<Answer> SendAsync(
        HttpMethod method, string? body, string? ifMatch = null, string path = "", string type = "application/json")
    {
        var url = path.StartsWith("/api", StringComparison.Ordinal) ? path : $"/api/config/decoupling{path}";
        using var request = new HttpRequestMessage(method, new Uri(url, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            (int)response.StatusCode, response.Headers.ETag?.Tag, response.Content.Headers.ContentType?.MediaType,
            text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Replace<T>(IServiceCollection services, ConfigRig rig, Func<ProviderScript, T> make, params string[] types)
        where T : class
    {
        var other = new ProviderScript();
        services.Replace(ServiceDescriptor.Singleton(provider => new ProviderTypes<T>(
            ScriptedTypes.Of((_, token) => (typeof(T) == typeof(IChatClient) ? rig.Llm : other) is var script ? script.CreateAsync(() => make(script), token) : null!, types), provider)));
    }

    internal sealed record Answer(int Status, string? ETag, string? Type, JsonNode Body);

    private sealed class LoggedLines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
