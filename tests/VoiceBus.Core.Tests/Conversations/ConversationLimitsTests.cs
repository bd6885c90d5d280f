using VoiceBus.Core.Conversations;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Listening;
using VoiceBus.Core.Memory;
using VoiceBus.Core.Tests.Memory;

namespace VoiceBus.Core.Tests.Conversations;

/// <summary>What a conversation does when its device sends more than it should.</summary>
public sealed class ConversationLimitsTests
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData('a', null, "2001 characters; 2000")]
    [InlineData('a', "zh-CN", "2001 个字符，一次最多 2000 个")]
    [InlineData('我', null, "2001 个字符，一次最多 2000 个")]
    public async Task A_text_that_is_too_long_is_answered_where_the_user_looks_and_goes_no_further(char letter, string? language, string answer)
    {
        await using var test = new ConversationHarness(new ConversationOptions { Persona = new Persona { Language = language } });
        test.Conversation.Post(new DeviceSignal.TextEntered(new string(letter, 2001))).ShouldBeTrue();

        test.Device.Log.ShouldHaveSingleItem().ShouldContain(answer);
        var told = test.Events.Of<LimitReached>().ShouldHaveSingleItem();
        (told.Limit, told.Who).ShouldBe((LimitNames.TypedText, "device"));
        test.Conversation.Post(new DeviceSignal.TextEntered(new string(letter, 2000)));
        await test.Device.WhenLogged("stop");
        test.Events.Of<TurnStarted>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_said_in_parts_before_an_answer_does_not_grow_without_end()
    {
        await using var test = new ConversationHarness(new ConversationOptions { MaxTypedText = 100 });
        test.Services.ModelGate = new TaskCompletionSource();
        test.Conversation.Post(new DeviceSignal.ListenStarted(ListeningMode.Realtime));
        for (var i = 0; i < 10; i++)
        {
            var turns = i + 1;
            test.Conversation.Post(new DeviceSignal.TextEntered(new string('a', 40)));
            await Testing.Providers.Eventually.TrueAsync(() => test.Events.Of<TurnStarted>().Count == turns, () => $"{test.Events.Of<TurnStarted>().Count} turns");
        }

        test.Services.ModelGate.SetResult();
        await test.IdleAsync();
        test.Events.Of<TurnStarted>().Max(turn => turn.Text!.Length).ShouldBe(81);
    }

    [Fact]
    public async Task What_was_kept_before_texts_were_limited_is_recalled_only_in_part()
    {
        await using var memory = new MemoryRig();
        await memory.History.AppendAsync([memory.Turn("1", user: new string('a', 200_000), played: "Fine.")], CancellationToken.None);
        var recalled = await memory.Keeper.Open("s", "device").RecalledContext.WaitAsync(_timeout);
        var turn = recalled.Turns.ShouldHaveSingleItem();
        turn.UserText.Length.ShouldBe(8001);
        turn.PlayedText.ShouldBe("Fine.");
    }
}
