using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Core.Files;
using VoiceBus.Gateway.Limits;
using VoiceBus.Management.Configuration;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Server.Tests.Configuration;

public sealed class GatewayConfigurationFileTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"voicebus-{Guid.CreateVersion7()}");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RecordedEvents _events = new();
    private readonly GatewayConfigurationFile _file;
    private readonly DocumentReader _reader = new(Documents.Plain, BuiltInTypes.Catalog);

    public GatewayConfigurationFileTests() => _file = new GatewayConfigurationFile(_folder, _time, _events);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_provider_whose_plug_in_is_gone_is_switched_off_and_costs_nothing_else()
    {
        await _file.SaveAsync(new PersistedConfiguration(Documents.WithModel, []), default);
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(_file.Path))!;
        var voices = kept["document"]!["services"]!["tts"]!["providers"]!.AsArray();
        var mine = voices[0]!.DeepClone().AsObject();
        (mine["name"], mine["type"], mine["options"]) = ("mine", "of-a-plug-in", new JsonObject { ["key"] = "s3cret" });
        voices.Insert(0, mine);
        await File.WriteAllTextAsync(_file.Path, kept.ToJsonString());

        var back = _file.Load(_reader)!.Document;

        back.Services.Llm.Providers[0].Option("key").ShouldBe(Documents.Key, "the rest of the document is as it was");
        var off = back.Services.Tts.Providers[0];
        (off.Name, off.Enabled).ShouldBe(("mine", false));
        off.Options!.Value.GetProperty("key").GetString().ShouldBe("s3cret", "whoever brings the plug-in back has it again");
        new Secrets(BuiltInTypes.Catalog).Masked(back).ToJsonString().ShouldNotContain("s3cret");
        _events.Of<ProviderTypeMissing>().ShouldHaveSingleItem().ShouldBe(new ProviderTypeMissing("tts", "mine", "of-a-plug-in"));
    }

    [Fact]
    public async Task What_was_kept_comes_back_with_its_secrets_and_history()
    {
        await _file.SaveAsync(Kept(7), CancellationToken.None);
        await _file.SaveAsync(Kept(8), CancellationToken.None);

        var back = _file.Load(_reader).ShouldNotBeNull();

        back.Document.Version.ShouldBe(8);
        back.Document.Services.Llm.Providers[0].Option("key").ShouldBe(Documents.Key);
        DocumentDiff.Between(back.Document, Documents.WithModel, BuiltInTypes.Catalog).ShouldBeEmpty();
        back.History.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            record => record.By.ShouldBe("somebody"), record => record.Changes[0].ToString().ShouldBe("turn.voice: null -> \"low\""));
        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_kept_before_there_were_limits_is_used_and_has_the_usual_ones()
    {
        Directory.CreateDirectory(_folder);
        File.Copy(Path.Combine(Testing.Checkout.Folder, "tests", "kept-data", "4a8c356", "decoupling.json"), _file.Path);

        var back = _file.Load(_reader).ShouldNotBeNull();

        back.Document.Version.ShouldBe(2);
        back.Document.Limits.ShouldBe(new LimitSettings());
        _events.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_its_owner_can_read_it()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync($"{_file.Path}.tmp", "left over by a crash");

        await _file.SaveAsync(Kept(7), CancellationToken.None);

        File.GetUnixFileMode(_file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder).ShouldBe([_file.Path], "nothing else is left");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_leaves_the_old_one()
    {
        await _file.SaveAsync(Kept(7), CancellationToken.None);
        Directory.CreateDirectory($"{_file.Path}.tmp");

        await Should.ThrowAsync<Exception>(_file.SaveAsync(Kept(8), CancellationToken.None));

        _file.Load(_reader)!.Document.Version.ShouldBe(7);
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_written_to_the_disk() =>
        Should.Throw<IOException>(() => FolderSync.Flush(_folder)).Message.ShouldContain("No such file");

    [Theory]
    [InlineData("{", "Expected depth")]
    [InlineData("", "does not contain any JSON tokens")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("{}", "must be an object")]
    [InlineData("""{"document":{"turn":{"voice":7,"max_history":-1}}}""", "turn.voice must be a text of 1 to 100 characters or null; turn.max_history must be 0 to 1000")]
    [InlineData("""{"document":{"bus":1,"bus":2}}""", "bus")]
    public void A_bad_file_is_put_aside_and_told(string content, string problem)
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(_file.Path, content);

        _file.Load(_reader).ShouldBeNull();

        var told = _events.Of<ConfigurationUnreadable>().ShouldHaveSingleItem();
        told.Problem.ShouldContain(problem);
        told.KeptAs.ShouldBe($"{_file.Path}.bad-20260102T030405");
        File.ReadAllText(told.KeptAs!).ShouldBe(content);
        File.Exists(_file.Path).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_file_there_is_nothing_to_say()
    {
        _file.Load(_reader).ShouldBeNull();
        _events.All.ShouldBeEmpty();
        Directory.Exists(_folder).ShouldBeFalse("nothing was kept yet");
    }

    private static PersistedConfiguration Kept(long version) => new(
        Documents.WithModel with { Version = version },
        [new ChangeRecord(version, DateTimeOffset.UnixEpoch, "somebody", [new FieldChange("turn.voice", null, JsonElement.Parse("\"low\""))])]);
}
