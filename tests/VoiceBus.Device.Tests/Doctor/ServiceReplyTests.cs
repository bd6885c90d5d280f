using System.Text.Json;
using VoiceBus.Device.Doctor;

namespace VoiceBus.Device.Tests.Doctor;

public sealed class ServiceReplyTests
{
    [Fact]
    public void A_language_nobody_has_is_something_to_look_at_with_what_to_add()
    {
        var finding = Languages("""[{"service":"asr","language":"zh","personas":["tutor"],"add":["x"],"detail":"nobody here understands Chinese (persona tutor): add a recogniser, such as x"}]""").ShouldHaveSingleItem();

        finding.Level.ShouldBe(FindingLevel.Warning);
        finding.Detail.ShouldBe("nobody here understands Chinese (persona tutor)");
        finding.Fix.ShouldBe("Add a recogniser, such as x.");
    }

    [Fact]
    public void No_gap_is_good() => Languages("[]").ShouldHaveSingleItem().Level.ShouldBe(FindingLevel.Good);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"service":"asr","language":"zh","detail":7}""")]
    [InlineData("""{"service":"asr","language":"zh","detail":"nobody"}""")]
    public void A_gap_told_otherwise_is_still_told(string gap) => Languages($"[{gap}]").ShouldHaveSingleItem().Fix.ShouldBe("See docs/providers.md.");

    [Theory]
    [InlineData("""{"services":[]}""")]
    [InlineData("""{"services":[],"languages":null}""")]
    [InlineData("""{"services":[],"languages":{"missing":"none"}}""")]
    public void A_server_that_says_nothing_of_languages_is_not_judged(string health) => Check(health).ShouldBeEmpty();

    private static IEnumerable<Finding> Languages(string missing) => Check($$"""{"services":[],"languages":{"services":[],"missing":{{missing}} } }""");

    private static IEnumerable<Finding> Check(string health) => ServiceReply.Check(JsonElement.Parse(health));
}
