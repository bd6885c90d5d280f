using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Services;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>
/// A scripted server whose llm service follows the live configuration: every provider answers with its own name.
/// </summary>
internal sealed class LiveModels : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");
    private readonly HttpClient _http = new();

    private LiveModels()
    {
    }

    public ScriptedServer Scripted { get; private set; } = null!;

    public ProviderScript Old { get; } = new();

    public ProviderScript New { get; } = new();

    /// <summary>Starts with the provider "old" alone.</summary>
    public static async Task<LiveModels> StartAsync(CancellationToken ct)
    {
        var models = new LiveModels();
        models.Scripted = await ScriptedServer.StartAsync(replace: services =>
        {
            Task<IChatClient> MakeAsync(string name, CancellationToken token) => models.ScriptOf(name) is var script
                ? script.CreateAsync<IChatClient>(() => new ScriptedChatClient(script, $"This is {name}. And this is the end."), token)
                : null!;
            services.Replace(ServiceDescriptor.Singleton(provider => new ProviderTypes<IChatClient>(ScriptedTypes.Of<IChatClient>(MakeAsync, "openai", "built-in"), provider)));
            services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<LiveService<IChatClient>>().Failover));
        }, args: ["--VoiceBus:Data", models._folder]);
        await models.PatchAsync(Providers("old", maxSize: 10), ct);
        return models;
    }

    /// <summary>A patch that makes a provider the only one.</summary>
    public static string Providers(string name, int maxSize) =>
        $$$"""
        {"services":{"llm":{
            "providers":[{"name":"{{{name}}}","type":"openai","url":"http://{{{name}}}.test/v1","pool":{"min_size":0,"max_size":{{{maxSize}}} }}],
            "deadlines":{"first_reply_ms":60000,"lease_ms":60000} } } }
        """;

    public async Task PatchAsync(string patch, CancellationToken ct)
    {
        using var body = new StringContent(patch, Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json"));
        using var answer = await _http.PatchAsync(new Uri(Scripted.Server.Http, "/api/config/decoupling"), body, ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(ct));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Scripted.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private ProviderScript ScriptOf(string name) => name == "old" ? Old : New;
}
