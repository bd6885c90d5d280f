using FsCheck;
using FsCheck.Xunit;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Management.Api.Cluster;
using VoiceBus.Management.Configuration;
using VoiceBus.Server.Tests.Configuration;

namespace VoiceBus.Server.Tests.Api.Cluster;

public sealed class ConfigurationAcrossNodesTests : IDisposable
{
    private const string Model =
        """{"services":{"llm":{"providers":[{"name":"shop","type":"openai","url":"http://shop.test/v1","key":"sk-very-secret-4711"},{"name":"assistant","type":"built-in"}]}}}""";

    private readonly ConfigurationRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_change_at_one_node_is_in_force_kept_and_told_at_all()
    {
        var (here, there) = (_rig.Start("here"), _rig.Start("there"));

        (await here.PatchAsync(Model)).ShouldBeOfType<ChangeOutcome.Applied>();
        await _rig.RoundAsync();

        there.Shared.ShouldBe(here.Shared);
        var shop = there.State.Document.Services.Llm.Providers[0];
        (shop.Name, shop.Option("key")).ShouldBe(("shop", Documents.Key));
        there.Applied.ShouldBe(4, "each queue once");
        there.Announcements.ShouldBe(1, "others can have it from here as well");
        there.State.History.ShouldHaveSingleItem().By.ShouldBe("10.0.0.1, told by node here");
        var told = there.Events.Of<ConfigurationChanged>().ShouldHaveSingleItem();
        (told.Version, told.By).ShouldBe((here.State.Document.Version, "10.0.0.1, told by node here"));
        told.Changes.ShouldContain("shop");
        _rig.Start("there").Shared.ShouldBe(here.Shared, "it was not kept");
    }

    [Fact]
    public async Task A_key_is_in_no_announcement_and_no_fact()
    {
        var (here, there) = (_rig.Start("here"), _rig.Start("there"));
        await here.PatchAsync(Model);

        await _rig.RoundAsync();

        foreach (var node in _rig.Nodes)
        {
            $"{node.Report} {node.Configuration.Answer()} {node.State.Kept}".ShouldNotContain(Documents.Key);
            string.Join('\n', node.Events.All).ShouldNotContain(Documents.Key);
            string.Join('\n', node.State.History.SelectMany(static record => record.Changes)).ShouldNotContain(Documents.Key);
        }
    }

    [Fact]
    public async Task Who_joins_later_and_who_was_away_get_it()
    {
        var (here, away) = (_rig.Start("here"), _rig.Start("away"));
        away.IsUp = false;
        await here.SayAsync("first");
        await here.SayAsync("second");
        await _rig.RoundAsync();
        away.Prompt.ShouldNotBe("second");

        _rig.Start("away");
        var late = _rig.Start("late");
        await _rig.RoundAsync();

        late.Prompt.ShouldBe("second");
        _rig.Nodes.ShouldAllBe(node => node.Shared == here.Shared);
    }

    [Fact]
    public async Task Who_has_it_hands_it_on_when_its_author_is_gone()
    {
        var (author, witness) = (_rig.Start("author"), _rig.Start("witness"));
        await author.SayAsync("remember me");
        await ConfigurationRig.HearAsync(witness, author);
        author.IsUp = false;

        var late = _rig.Start("late");
        await _rig.RoundAsync();

        late.Prompt.ShouldBe("remember me");
        late.State.History[0].By.ShouldBe("10.0.0.1, told by node witness");
    }

    [Fact]
    public async Task Two_changes_at_the_same_moment_end_in_the_same_document_and_both_are_remembered()
    {
        var (one, other) = (_rig.Start("one"), _rig.Start("other"));
        await one.SayAsync("left");
        await other.SayAsync("right");
        one.State.Document.Version.ShouldBe(other.State.Document.Version);

        await _rig.RoundAsync();

        one.Shared.ShouldBe(other.Shared);
        one.State.Kept.Stamp.ShouldBe(other.State.Kept.Stamp);
        var loser = one.State.History.Count == 2 ? one : other;
        loser.State.History[1].Changes.ShouldHaveSingleItem().ToString().ShouldContain(loser == one ? "left" : "right");
        loser.State.History[0].Changes.ShouldHaveSingleItem().ToString().ShouldContain(loser == one ? "right" : "left");
    }

    [Fact]
    public async Task The_tag_an_operator_read_is_stale_when_another_node_won_the_same_version()
    {
        var (one, other) = (_rig.Start("one"), _rig.Start("other"));
        await one.SayAsync("left");
        await other.SayAsync("right");
        var (readAtOne, readAtOther) = (one.State.Tag, other.State.Tag);

        await _rig.RoundAsync();

        one.State.Tag.ShouldBe(other.State.Tag);
        var (loser, read) = one.State.Tag == readAtOne ? (other, readAtOther) : (one, readAtOne);
        (await loser.PatchAsync("""{"turn":{"prompt":"blind"}}""", expected: read)).ShouldBeOfType<ChangeOutcome.Stale>();
        (await loser.PatchAsync("""{"turn":{"prompt":"seeing"}}""", expected: loser.State.Tag)).ShouldBeOfType<ChangeOutcome.Applied>();
    }

    [Fact]
    public async Task A_change_counts_above_every_version_heard_of()
    {
        var (busy, other) = (_rig.Start("busy"), _rig.Start("other"));
        foreach (var prompt in new[] { "a", "b", "c", "d" })
            await busy.SayAsync(prompt);
        _rig.Silent = "busy";
        await _rig.RoundAsync();
        other.Prompt.ShouldNotBe("d", "busy does not answer");

        await other.SayAsync("last");
        _rig.Silent = null;
        await _rig.RoundAsync();

        busy.Prompt.ShouldBe("last");
    }

    [Fact]
    public async Task What_a_node_kept_for_itself_gives_way_however_high_its_version()
    {
        var lonely = _rig.Start("lonely");
        var own = Documents.Patched(lonely.State.Document, """{"turn":{"prompt":"mine"}}""") with { Version = 40 };
        await new GatewayConfigurationFile(_rig.FolderOf("lonely"), _rig.Time, lonely.Events).SaveAsync(new PersistedConfiguration(own, []), CancellationToken.None);
        lonely = _rig.Start("lonely");
        var here = _rig.Start("here");

        await _rig.RoundAsync();
        (lonely.Prompt, here.Prompt == "mine").ShouldBe(("mine", false), "nobody has changed anything for all");
        await here.SayAsync("ours");
        here.State.Document.Version.ShouldBe(41, "it had heard of 40");
        await _rig.RoundAsync();

        lonely.Prompt.ShouldBe("ours");
    }

    [Fact]
    public async Task A_document_that_is_wrong_for_a_node_is_not_applied_and_says_so_once()
    {
        var here = _rig.Start("here");
        var strict = _rig.Start("strict", ("Conversation:Listening:MaxEndSilence", "00:00:01"));

        await here.PatchAsync("""{"turn":{"end_silence_ms":2000,"max_end_silence_ms":3000,"prompt":"slowly"}}""");
        for (var round = 0; round < 3; round++)
            await _rig.RoundAsync();

        strict.Prompt.ShouldNotBe("slowly");
        strict.Applied.ShouldBe(0);
        File.Exists(strict.KeptAt).ShouldBeFalse();
        var refused = strict.Events.Of<ConfigurationRefused>().ShouldHaveSingleItem();
        refused.Problem.ShouldContain("turn.end_silence_ms must be at most max_end_silence_ms, which is 1000");
        strict.Report.Configuration!.Problem.ShouldBe(refused.Problem);
        _rig.Questions.ShouldBe(1, "the same is not asked for again");

        await here.PatchAsync("""{"turn":{"end_silence_ms":500}}""");
        await _rig.RoundAsync();
        strict.Prompt.ShouldBe("slowly");
        strict.Report.Configuration!.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_document_of_a_newer_program_is_not_applied()
    {
        var here = _rig.Start("here");
        var document = System.Text.Json.JsonElement.Parse("""{"turn":{"telepathy":true}}""");
        var newer = new NodeDocument { Version = 9, Change = "ff", By = "10.0.0.2", Document = document };

        await here.Changes.FollowAsync(
            new ChangeStamp(9, "ff"), System.Text.Json.Nodes.JsonObject.Create(newer.Document), newer.By, "newer", CancellationToken.None);

        here.Report.Configuration!.Problem!.ShouldContain("turn.telepathy is not known");
        here.State.Document.Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_not_applied_and_is_tried_again()
    {
        var (here, full) = (_rig.Start("here"), _rig.Start("full"));
        await File.WriteAllTextAsync(_rig.FolderOf("full"), "no folder here");
        await here.SayAsync("wait");

        await _rig.RoundAsync();
        await _rig.RoundAsync();
        full.Prompt.ShouldNotBe("wait");
        full.Events.Of<ConfigurationRefused>().ShouldHaveSingleItem().Problem.ShouldStartWith("it cannot be kept here");

        File.Delete(_rig.FolderOf("full"));
        await _rig.RoundAsync();
        full.Prompt.ShouldBe("wait");
        full.Report.Configuration!.Problem.ShouldBeNull();
    }

    [Property(MaxTest = 20)]
    public void Whatever_is_changed_and_heard_in_whatever_order_all_end_the_same(PositiveInt seed) =>
        ConvergeAsync(new Random(seed.Get)).GetAwaiter().GetResult();

    private static async Task ConvergeAsync(Random random)
    {
        using var rig = new ConfigurationRig();
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
            rig.Start(name);
        for (var step = 0; step < 25; step++)
        {
            var nodes = rig.Nodes.ToArray();
            var node = nodes[random.Next(nodes.Length)];
            switch (random.Next(5))
            {
                case 0:
                    await node.SayAsync($"step {step}");
                    break;
                case 1:
                    rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
                    rig.Start(node.Id);
                    break;
                default:
                    await ConfigurationRig.HearAsync(node, nodes[random.Next(nodes.Length)]);
                    break;
            }
        }
        await rig.RoundAsync();
        await rig.RoundAsync();
        rig.Nodes.Select(static node => node.Shared).Distinct().Count().ShouldBe(1);
        rig.Nodes.Select(static node => node.State.Kept.Stamp).Distinct().Count().ShouldBe(1);
    }
}
