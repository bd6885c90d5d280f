using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Monitoring;
using VoiceBus.Core.Services;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Providers.ToolServers;
using VoiceBus.Speech.Espeak;
using VoiceBus.Testing.Mcp;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Tools;

/// <summary>A recorded voice, real recognition, a tool of a real MCP server, a real voice; only the model follows a script.</summary>
public sealed class SpokenToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-tools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_said_goes_through_a_tool_and_is_heard_again()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(170));
        await File.WriteAllTextAsync(Path.Combine(_folder, "mcp-servers.json"), McpServers.File(("everything", McpServers.EverythingEntry)), deadline.Token);
        var said = new ConcurrentQueue<(string Text, TimeSpan Audio)>();
        await using var server = await RunningServer.StartAsync(
            services => services
                .Replace(ServiceDescriptor.Singleton(ScriptedService.Of(
                    ServiceType.Llm, TimeProvider.System,
                    ScriptedService.Entry<IChatClient>(ServiceType.Llm, "model", new ProviderScript(), () => new ScriptedChatClient(new ProviderScript(), Think), TimeProvider.System))))
                .Replace(ServiceDescriptor.Singleton(ScriptedService.Of(
                    ServiceType.Tts, TimeProvider.System,
                    ScriptedService.Entry<ISpeechSynthesizer>(
                        ServiceType.Tts, "voice", new ProviderScript(), () => new OverheardSynthesizer(new EspeakSynthesizer(new EspeakOptions(), TimeProvider.System), said), TimeProvider.System)))),
            "--VoiceBus:Data", _folder);
        await Eventually.TrueAsync(() => server.Get<ToolServers>().GetStatus()[0].State == ToolServerState.Connected);
        await using var device = await server.ConnectAsync(deadline.Token);
        var turn = await device.SayAsync(RecordedSpeech.GoForward.Audio, ListenMode.Manual, deadline.Token);

        turn.Answer[0].ShouldStartWith("The tool said: Echo:");
        turn.Text.ShouldContain("forward", Case.Insensitive, "the recording says: go forward ten meters");
        turn.ShouldHaveBeenSpoken([.. said]);
    }

    // Has a tool repeat what was understood, and says what the tool said.
    private static IReadOnlyList<AIContent> Think(IReadOnlyList<ChatMessage> messages) => messages[^1].Role == ChatRole.Tool
        ? [new TextContent($"The tool said: {messages[^1].Contents.OfType<FunctionResultContent>().Single().Result}")]
        : [new FunctionCallContent("1", "everything__echo", new Dictionary<string, object?> { ["message"] = messages[^1].Text })];
}
