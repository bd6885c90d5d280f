using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Memory;

public sealed class PersonaTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("*", true)]
    [InlineData("set_timer", true)]
    [InlineData("SET_TIMER", true)]
    [InlineData("set_*", true)]
    [InlineData("set", false)]
    [InlineData("get_*,*_timer", true)]
    public void A_tool_is_allowed_by_a_pattern_of_its_whole_name(string? patterns, bool allowed) =>
        new Persona { AllowedTools = patterns?.Split(',', StringSplitOptions.RemoveEmptyEntries) }.Allows("set_timer").ShouldBe(allowed);
}
