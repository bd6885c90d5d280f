using System.ComponentModel.DataAnnotations;
using VoiceBus.Providers.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoOptionsTests
{
    [Fact]
    public void One_of_the_two_ways_in_has_to_be_whole()
    {
        Wrong(new DoubaoRecognizerOptions()).ShouldHaveSingleItem().ShouldContain("app_id");
        Wrong(new DoubaoRecognizerOptions { AppId = "1" }).ShouldHaveSingleItem().ShouldContain("access_token");
        Wrong(new DoubaoVoiceOptions()).ShouldHaveSingleItem().ShouldContain("app_id");
        Wrong(new DoubaoRecognizerOptions { Key = "k" }).ShouldBeEmpty();
        Wrong(new DoubaoVoiceOptions { AppId = "1", AccessToken = "t" }).ShouldBeEmpty();
    }

    [Fact]
    public void Bounds_are_said()
    {
        Wrong(new DoubaoVoiceOptions { Key = "k", SampleRate = 11_025 }).ShouldHaveSingleItem().ShouldContain("24000");
        Wrong(new DoubaoRecognizerOptions { Key = "k", Url = new("https://example.org/") }).ShouldHaveSingleItem().ShouldContain("wss://");
        Wrong(new DoubaoRecognizerOptions { Key = "k", EndWindowSize = 100 }).ShouldHaveSingleItem();
    }

    private static List<string> Wrong(object options)
    {
        var findings = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), findings, validateAllProperties: true);
        return [.. findings.Select(static finding => finding.ErrorMessage!)];
    }
}
