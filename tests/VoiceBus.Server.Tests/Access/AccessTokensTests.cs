using VoiceBus.Gateway.Access;

namespace VoiceBus.Server.Tests.Access;

public sealed class AccessTokensTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Tokens_that_were_given_are_the_tokens_and_none_is_made()
    {
        var tokens = new AccessTokens("open-sesame", " look-only ", _folder);

        tokens.Ensure();

        tokens.LevelOf("open-sesame").ShouldBe(AccessLevel.Admin);
        tokens.LevelOf("look-only").ShouldBe(AccessLevel.Read);
        tokens.LevelOf("open-sesam").ShouldBeNull();
        tokens.Admin.Place.ShouldBe("of VOICEBUS_ADMIN_TOKEN");
        Directory.Exists(_folder).ShouldBeFalse("there was none to make");
    }

    [Fact]
    public void Made_tokens_are_kept_for_their_owner_only_and_stay_the_same()
    {
        var tokens = new AccessTokens(null, null, _folder);
        tokens.LevelOf("anything").ShouldBeNull();
        Directory.Exists(_folder).ShouldBeFalse("nobody needed one yet");

        tokens.Ensure();

        foreach (var (name, level) in new[] { ("admin-token", AccessLevel.Admin), ("read-token", AccessLevel.Read) })
        {
            var file = Path.Combine(_folder, name);
            var token = File.ReadAllText(file).Trim();
            token.Length.ShouldBe(43, "256 bits");
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            tokens.LevelOf(token).ShouldBe(level);
            new AccessTokens(null, null, _folder).LevelOf(token).ShouldBe(level, "after a restart");
        }

        tokens.LevelOf("").ShouldBeNull();
    }

    [Fact]
    public void A_program_that_may_only_read_does_not_get_the_admins_token() =>
        Should.Throw<InvalidOperationException>(() => new AccessTokens("same", "same", _folder)).Message.ShouldContain("VOICEBUS_READ_TOKEN");
}
