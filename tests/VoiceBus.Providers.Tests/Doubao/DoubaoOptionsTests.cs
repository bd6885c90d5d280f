using System.ComponentModel.DataAnnotations;
using VoiceBus.Providers.Doubao;

namespace VoiceBus.Providers.Tests.Doubao;

public sealed class DoubaoOptionsTests
{
    [Fact]
    public void One_of_the_two_ways_in_has_to_be_whole()
    {
        Wrong(new DoubaoRecognizerOptions()).ShouldHaveSingleItem().ShouldContain("api_key");
        Wrong(new DoubaoRecognizerOptions { AppId = "1" }).ShouldHaveSingleItem().ShouldContain("access_token");
        Wrong(new DoubaoVoiceOptions()).ShouldHaveSingleItem().ShouldContain("api_key");
        Wrong(new DoubaoRecognizerOptions { ApiKey = "k" }).ShouldBeEmpty();
        Wrong(new DoubaoVoiceOptions { AppId = "1", AccessToken = "t" }).ShouldBeEmpty();
    }

    [Fact]
    public void Bounds_are_said()
    {
        Wrong(new DoubaoVoiceOptions { ApiKey = "k", SampleRate = 11_025 }).ShouldHaveSingleItem().ShouldContain("24000");
        Wrong(new DoubaoVoiceOptions { ApiKey = "k", IdleTimeout = TimeSpan.Zero }).ShouldHaveSingleItem().ShouldBe("idle_timeout must be longer than nothing.");
        Wrong(new DoubaoVoiceOptions { ApiKey = "k", KeepConnection = TimeSpan.Zero }).ShouldBeEmpty();
        Wrong(new DoubaoRecognizerOptions { ApiKey = "k", PauseSilence = TimeSpan.FromSeconds(-1) }).ShouldHaveSingleItem().ShouldContain("not be negative");
        Wrong(new DoubaoRecognizerOptions { ApiKey = "k", Url = new("https://example.org/") }).ShouldHaveSingleItem().ShouldContain("wss://");
        Wrong(new DoubaoRecognizerOptions { ApiKey = "k", EndWindowSize = 100 }).ShouldHaveSingleItem();
    }

    private static List<string> Wrong(object options)
    {
        var findings = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), findings, validateAllProperties: true);
        return [.. findings.Select(static finding => finding.ErrorMessage!)];
    }
}
