using FsCheck.Xunit;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Conversations;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Conversations;

public sealed class DialogueTests
{
    private static readonly Persona _persona = new() { Prompt = "1234" };
    private static readonly Characters _tokens = new();

    [Fact]
    public void The_model_is_asked_with_prompt_history_and_the_new_words()
    {
        var dialogue = New();
        dialogue.Commit(Turn("a", "b"));
        dialogue.Commit(Turn("", "c"));
        dialogue.Commit(Turn("d", ""));
        dialogue.Ask(_persona, "e").Select(Show).ShouldBe(
            ["system 1234", "user a", "assistant b\nc", "user d\n(You did not answer this.)\ne"]);
    }

    [Fact]
    public void What_is_recalled_comes_before_what_was_said_since()
    {
        var dialogue = New();
        dialogue.Commit(Turn("now", ""));
        dialogue.Recall(new RecalledContext { Turns = [Turn("then", "")], Summary = new HistorySummary("long ago", default) });
        dialogue.Ask(_persona, "e").Select(Show).ShouldBe(
            ["system 1234\n\nWhat was said earlier, in short: long ago", "user then\n(You did not answer this.)\nnow\n(You did not answer this.)\ne"]);
    }

    [Fact]
    public void The_oldest_turns_give_way_whole_when_messages_or_tokens_run_out()
    {
        var byMessages = New(maxMessages: 3);
        var byTokens = New(maxTokens: 40);
        foreach (var dialogue in new[] { byMessages, byTokens })
        {
            dialogue.Commit(Turn("a", "b"));
            dialogue.Commit(Turn("c", "d"));
        }

        byMessages.Ask(_persona, "e").Select(Show).ShouldBe(["system 1234", "user c", "assistant d", "user e"]);
        byMessages.EvictedTurns.Single().UserText.ShouldBe("a");
        byTokens.Ask(_persona, "e").Count.ShouldBe(6);
        // A longer prompt leaves less room, for this question only.
        byTokens.Ask(new Persona { Prompt = new string('p', 20) }, "e").Select(Show).Skip(1).ShouldBe(["user c", "assistant d", "user e"]);
        byTokens.Ask(_persona, "e").Count.ShouldBe(6);
    }

    [Fact]
    public void What_left_becomes_the_summary()
    {
        var dialogue = New(maxMessages: 2);
        foreach (var text in new[] { "a", "b", "c", "d" })
            dialogue.Commit(Turn(text, text));
        dialogue.EvictedTurns.Select(turn => turn.UserText).ShouldBe(["a", "b", "c"]);
        dialogue.Compact(2, "a and b");
        dialogue.EvictedTurns.Single().UserText.ShouldBe("c");
        dialogue.Compact(1, null);
        (dialogue.Summary, dialogue.EvictedTurns.Count).ShouldBe(("a and b", 0));
        dialogue.Forget();
        dialogue.Ask(_persona, "e").Select(Show).ShouldBe(["system 1234", "user e"]);
    }

    [Fact]
    public void However_much_is_recalled_no_more_is_counted_than_fits()
    {
        var tokens = new Characters();
        var dialogue = new Dialogue(new ContextBudget(1000, 1000, tokens));
        var turns = Enumerable.Range(0, 200).Select(_ => Turn(new string('a', 400), "")).ToArray();
        var measured = dialogue.Measure(turns, CancellationToken.None);
        // And what is said of a question without an answer.
        tokens.Counted.ShouldBeLessThanOrEqualTo(3 * 450);
        dialogue.Recall(new RecalledContext { Turns = turns }, measured);
        tokens.Counted.ShouldBeLessThanOrEqualTo(3 * 450);
        dialogue.EvictedTurns.Count.ShouldBe(198);

        dialogue.Commit(Turn("b", ""));
        tokens.Counted.ShouldBeLessThanOrEqualTo(4 * 450);
    }

    [Fact]
    public void Counting_what_is_recalled_ends_with_the_session()
    {
        var tokens = new Characters();
        var dialogue = new Dialogue(new ContextBudget(1000, 1000, tokens));
        dialogue.Measure([Turn("a", ""), Turn("b", "")], new CancellationToken(canceled: true)).Count.ShouldBe(2);
        tokens.Counted.ShouldBe(0);
    }

    [Property]
    public void The_context_never_costs_more_than_it_may_and_keeps_the_newest(List<(byte User, byte Played)> turns, byte maxTokens)
    {
        var dialogue = New(maxTokens: maxTokens + 30);
        foreach (var (user, played) in turns)
            dialogue.Commit(Turn(new string('u', user), new string('p', played)));
        var asked = dialogue.Ask(_persona, "e");
        asked.Sum(message => message.Text.Length + 4).ShouldBeLessThanOrEqualTo(maxTokens + 30);
        var all = string.Concat(turns.Select(turn => new string('u', turn.User) + new string('p', turn.Played)));
        var kept = string.Concat(asked.Select(message => message.Text)).Replace("You", "").Replace("user", "").Replace("answer", "").Replace("(You did", "");
        all.ShouldEndWith(string.Concat(kept.Where(static c => c is 'u' or 'p')));
    }

    private static Dialogue New(int maxMessages = 100, int maxTokens = 1000) => new(new ContextBudget(maxMessages, maxTokens, _tokens));

    private static string Show(ChatMessage message) => $"{message.Role} {message.Text}";

    private static HistoryTurn Turn(string user, string played) => new()
    {
        Id = "t",
        DeviceId = "d",
        SessionId = "s",
        At = default,
        UserText = user,
        PlayedText = played,
        Ending = "completed",
    };

    private sealed class Characters : ITokenCounter
    {
        public long Counted { get; private set; }

        public int Count(string text)
        {
            Counted += text.Length;
            return text.Length;
        }
    }
}
