using System.Text.Json.Nodes;
using VoiceBus.Management.Configuration;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class EditTransferTests
{
    [Theory]
    [InlineData("""{"x":1,"mine":7}""", """{"x":5}""", """{"x":5}""", """{"x":1,"mine":7}""")]
    [InlineData("""{"x":1,"mine":7}""", """{"x":5}""", """{"x":2}""", """{"x":2,"mine":7}""")]
    [InlineData("""{"x":1,"mine":7}""", """{"x":1}""", """{}""", """{"mine":7}""")]
    [InlineData("""{"allow":["z"]}""", """{"allow":["a"]}""", """{"allow":["a","b"]}""", """{"allow":["a","b"]}""")]
    [InlineData("""{"voice":"low"}""", """{"voice":"low"}""", """{"voice":null}""", """{"voice":null}""")]
    public void An_edit_is_made_to_another_document(string target, string before, string after, string expected) =>
        Apply(target, before, after).ShouldBe(expected);

    [Theory]
    [InlineData("own 1", "own 1|new 2", "new 2|theirs 9")]
    [InlineData("own 1", "own 3", "own 3|theirs 9")]
    [InlineData("own 1|theirs 1", "theirs 1|own 1", "theirs 9")]
    [InlineData("theirs 1|own 1", "own 1", "own 1")]
    [InlineData("theirs 1|own 1", "theirs 2|own 1", "theirs 2")]
    public void Providers_are_known_by_their_names(string before, string after, string expected) =>
        Apply(Providers("theirs 9"), Providers(before), Providers(after)).ShouldBe(Providers(expected));

    private static string Providers(string list) =>
        $"[{string.Join(',', list.Split('|').Select(static one => one.Split(' ')).Select(static one => $$"""{"name":"{{one[0]}}","weight":{{one[1]}}}"""))}]";

    private static string Apply(string target, string before, string after) =>
        EditTransfer.Apply(JsonNode.Parse(target), JsonNode.Parse(before), JsonNode.Parse(after))!.ToJsonString();
}
