using VoiceBus.Core.Memory;

namespace VoiceBus.Storage.Tests;

public abstract partial class StorageSuite
{
    [Fact]
    public async Task A_persona_comes_back_as_it_was()
    {
        var personas = new StoredPersonas(Node());
        var pirate = new Persona
        {
            Name = "pirate",
            Prompt = "You are a pirate.",
            Voice = "en-gb",
            Language = "en",
            Greeting = "Ahoy!",
            AllowedTools = ["get_*", "set_timer"],
            Asr = "hears",
            Llm = "thinks",
            Tts = "speaks",
            Speed = 1.25,
            EndSilence = TimeSpan.FromMilliseconds(650),
            MaxEndSilence = TimeSpan.FromMilliseconds(2500),
        };
        (await personas.PutAsync(pirate, Ct)).ShouldBeTrue();
        var found = (await personas.FindAsync("PIRATE", Ct)).ShouldNotBeNull();
        (found with { AllowedTools = null }).ShouldBe(pirate with { AllowedTools = null });
        found.AllowedTools.ShouldBe(pirate.AllowedTools);
        (await personas.FindAsync("nobody", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task All_tools_and_no_tools_are_told_apart()
    {
        var personas = new StoredPersonas(Node());
        await personas.PutAsync(new Persona { Name = "all", Prompt = "p" }, Ct);
        await personas.PutAsync(new Persona { Name = "none", Prompt = "p", AllowedTools = [] }, Ct);
        (await personas.ListAsync(Ct)).Select(persona => persona.AllowedTools?.Count).ShouldBe([null, 0]);
    }

    [Fact]
    public async Task Putting_again_replaces()
    {
        var personas = new StoredPersonas(Node());
        await personas.PutAsync(new Persona { Name = "a", Prompt = "first", Voice = "v" }, Ct);
        (await personas.PutAsync(new Persona { Name = "A", Prompt = "second" }, Ct)).ShouldBeFalse();
        var only = (await personas.ListAsync(Ct)).ShouldHaveSingleItem();
        (only.Name, only.Prompt, only.Voice).ShouldBe(("a", "second", null));
        (await personas.RemoveAsync("A", Ct)).ShouldBeTrue();
        (await personas.RemoveAsync("a", Ct)).ShouldBeFalse();
    }
}
