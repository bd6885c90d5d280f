using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Testing.Speech;
using VoiceBus.Testing.Vendors.FunAsr;
using VoiceBus.Testing.Vendors.Wyoming;

namespace VoiceBus.EndToEnd.Tests.Vendors;

/// <summary>A few lines of configuration and others recognise and speak: here a FunASR server and Wyoming services, which stand-ins play.</summary>
public sealed class RecogniserAndVoiceTests
{
    private const string Question = "What is twelve times seven?";
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_spoken_turn_is_recognised_by_funasr_and_answered_with_the_voice_of_a_wyoming_service()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var funAsr = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass);
        funAsr.Segments = [Question];
        await using var piper = WyomingStandIn.Start();
        await using var server = await StartAsync(piper, [new { name = "funasr", type = "funasr", options = new { url = funAsr.Url } }], deadline.Token);
        await using (var device = await server.ConnectAsync(deadline.Token))
        {
            for (var turn = 0; turn < 2; turn++)
            {
                var (heard, answer, audio) = await AskAsync(device, frames: 20, deadline.Token);
                heard.ShouldBe(Question);
                answer.ShouldContain("84");
                audio.ShouldBeGreaterThan(0);
            }
        }

        await server.ShouldBecomeQuietAsync();
        piper.Asked.ShouldContain(static asked => asked.Type == "synthesize" && asked.Data["text"]!.GetValue<string>().Contains("84", StringComparison.Ordinal));
        funAsr.Complaints.Concat(piper.Complaints).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recogniser_that_dies_in_mid_utterance_is_replaced_by_one_that_hears_it_from_the_beginning()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var funAsr = await FunAsrStandIn.StartAsync(FunAsrServer.CppTwoPass, FunAsrTrouble.CutsWithin);
        await using var whisper = WyomingStandIn.Start();
        whisper.Transcript = Question;
        await using var piper = WyomingStandIn.Start();
        var ledger = new EventLedger();
        await using var server = await StartAsync(
            piper,
            [
                new { name = "funasr", type = "funasr", options = new { url = funAsr.Url } },
                new { name = "whisper", type = "wyoming", options = new { url = whisper.Url } },
            ],
            deadline.Token,
            ledger);
        await using (var device = await server.ConnectAsync(deadline.Token))
            (await AskAsync(device, frames: 30, deadline.Token)).Heard.ShouldBe(Question);

        await server.ShouldBecomeQuietAsync();
        await EventLedger.CatchUpAsync(server.Get<IEventSink>());
        ledger.Of<ProviderAttempted>().Where(static attempt => attempt.Service == "asr").Select(static attempt => (attempt.Provider, attempt.Outcome))
            .ShouldBe([("funasr", AttemptOutcomes.Failed), ("whisper", AttemptOutcomes.Ok)]);
        whisper.Heard.ShouldBe(30 * 60);
        whisper.Complaints.ShouldBeEmpty();
    }

    private static async Task<RunningServer> StartAsync(WyomingStandIn voice, object[] recognisers, CancellationToken ct, EventLedger? ledger = null)
    {
        var server = await RunningServer.StartAsync(services =>
        {
            // What is loud is voice; nobody but the test asks the providers.
            services.Replace(ServiceDescriptor.Singleton<IVoiceDetectorFactory>(new LoudnessDetectors()));
            ScriptedServer.WithoutProbes(services);
            if (ledger is not null)
                services.AddSingleton<IEventObserver>(ledger);
        });
        object[] voices = [new { name = "piper", type = "wyoming", options = new { url = voice.Url, voice = "en_US-lessac-medium" } }];
        using var http = new HttpClient();
        using var body = new StringContent(
            JsonSerializer.Serialize(new { services = new { asr = new { providers = recognisers }, tts = new { providers = voices } } }),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/merge-patch+json"));
        using var answer = await http.PatchAsync(new Uri(server.Http, "/api/config/decoupling"), body, ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(ct));
        return server;
    }

    private static async Task<(string Heard, string Answer, int Audio)> AskAsync(DeviceClient device, int frames, CancellationToken ct)
    {
        await device.SendTextAsync(ClientMessages.ListenStart(device.SessionId, ListenMode.Manual), ct);
        await device.SpeakAsync(frames, ct);
        await device.SendTextAsync(ClientMessages.ListenStop(device.SessionId), ct);
        var events = await device.ReadUntilAsync(static e => e is MessageReceived { Message: ServerMessage.TtsStop }, ct);
        var messages = events.OfType<MessageReceived>().Select(static received => received.Message).ToArray();
        return (
            messages.OfType<ServerMessage.Stt>().Last().Text,
            string.Join(' ', messages.OfType<ServerMessage.SentenceStart>().Select(static sentence => sentence.Text)),
            events.OfType<AudioReceived>().Count());
    }
}
