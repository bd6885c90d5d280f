using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VoiceBus.Core.Audio;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Services;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Protocol;
using VoiceBus.Speech;
using VoiceBus.Testing.Providers;

namespace VoiceBus.EndToEnd.Tests.Isolation;

/// <summary>Two devices on one real server: what goes wrong for one of them is told, and the other finishes its turn.</summary>
public sealed class OneFaultTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_long_reason_in_chinese_closes_its_session_with_as_much_of_it_as_a_frame_carries()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync();
        using var client = new OperatorClient(scripted.Server);
        await using var closed = await scripted.Server.ConnectAsync(deadline.Token);
        await using var other = await scripted.Server.ConnectAsync(deadline.Token);
        var reason = string.Concat(Enumerable.Repeat("维护", 30));

        (await client.PostAsync($"/api/sessions/{closed.SessionId}/close", new { reason })).Status.ShouldBe(202);

        var end = await closed.Completion.WaitAsync(deadline.Token);
        end.Reason.ShouldBe(DeviceEndReason.ServerClosed);
        end.Detail.ShouldStartWith("1000 ");
        var told = end.Detail["1000 ".Length..];
        reason.ShouldStartWith(told);
        Encoding.UTF8.GetByteCount(told).ShouldBe(CloseReason.MaxBytes);
        (await other.TypeAsync("still there?", deadline.Token)).Sentences.ShouldNotBeEmpty();
        (await scripted.Events.TheOneAsync<SessionClosed>()).Reason.ShouldBe(reason, "the log has room for all of it");
        scripted.Events.Of<DefectCaught>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_that_throws_ends_its_session_and_no_other()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(replace: static services => services.Replace(
            ServiceDescriptor.Singleton<IAudioCodecs>(static provider => new HugePackets(provider.GetRequiredService<LocalSpeech>().Codecs))));
        // No frame of version 3 carries what these packets would be.
        await using var sick = await scripted.Server.ConnectAsync(
            deadline.Token, audio: AudioParams.DeviceDefault with { Format = AudioParams.Pcm }, version: 3);
        await using var other = await scripted.Server.ConnectAsync(deadline.Token);

        await sick.SendTextAsync(ClientMessages.ListenDetect(sick.SessionId, "hello"), deadline.Token);

        (await sick.Completion.WaitAsync(deadline.Token)).Reason.ShouldBe(DeviceEndReason.Lost);
        (await other.TypeAsync("still there?", deadline.Token)).Sentences.ShouldNotBeEmpty();
        (await scripted.Events.TheseAsync<DefectCaught>(1))[0].SessionId.ShouldBe(sick.SessionId);
        await Eventually.TrueAsync(() => scripted.Server.Sessions.Count == 1);
    }

    [Fact]
    public async Task A_vendor_whose_callback_throws_at_a_deadline_costs_its_own_turn_alone()
    {
        using var deadline = new CancellationTokenSource(_deadline);
        await using var scripted = await ScriptedServer.StartAsync(
            new ServiceDeadlines { FirstReply = TimeSpan.FromSeconds(2) }, mind: static () => new ThrowingOnCancel());
        await using var sick = await scripted.Server.ConnectAsync(deadline.Token);
        await using var other = await scripted.Server.ConnectAsync(deadline.Token);

        // The deadline's callbacks run on a timer's thread: what they throw used to end the process.
        var apology = sick.TypeAsync("break", deadline.Token);
        var answer = await other.TypeAsync("hello", deadline.Token);

        answer.Text.ShouldContain("All is well.");
        (await apology).Sentences.ShouldNotBeEmpty("the turn ends in words");
        var defect = (await scripted.Events.TheseAsync<DefectCaught>(1))[0];
        (defect.Area, defect.SessionId, defect.Exception).ShouldBe(("llm provider", sick.SessionId, nameof(InvalidOperationException)));
        (await other.TypeAsync("hello", deadline.Token)).Text.ShouldContain("All is well.");
    }

    /// <summary>Packets of raw samples that are too long for a frame.</summary>
    private sealed class HugePackets(IAudioCodecs real) : IAudioCodecs
    {
        public IFrameDecoder CreateDecoder(AudioFormat format) => real.CreateDecoder(format);

        public IFrameEncoder CreateEncoder(AudioFormat format) =>
            format.Codec == AudioCodec.Pcm ? new Encoder(real.CreateEncoder(format)) : real.CreateEncoder(format);

        private sealed class Encoder(IFrameEncoder real) : IFrameEncoder
        {
            public AudioFormat Format => real.Format;

            public AudioPacket Encode(ReadOnlySpan<short> samples)
            {
                using var packet = real.Encode(samples);
                return AudioPacket.Rent(BinaryFraming.MaxPayload(3) + 1);
            }

            public void Reset() => real.Reset();

            public void Dispose() => real.Dispose();
        }
    }

    /// <summary>Answers, or waits for its token and throws at whoever cancels it.</summary>
    private sealed class ThrowingOnCancel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (messages.Last().Text.Contains("break", StringComparison.Ordinal))
            {
                using var registered = cancellationToken.Register(static () => throw new InvalidOperationException("a vendor's callback"));
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            yield return new ChatResponseUpdate(ChatRole.Assistant, "All is well.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
