using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace VoiceBus.Testing;

/// <summary>What is expected of every <see cref="IToolProvider"/>: derive from it, say how one is made, and run.</summary>
public abstract partial class ToolProviderContract : ProviderContract
{
    /// <summary>A call that it answers without an error.</summary>
    protected abstract ToolRequest Call { get; }

    /// <summary>Makes one that works. The fact disposes it.</summary>
    protected abstract IToolProvider Create();

    /// <summary>Models are shown the names: most of their vendors allow letters, digits, _ and -, at most 64 of them.</summary>
    [Fact]
    public async Task Its_tools_have_names_models_may_use_and_say_what_they_do()
    {
        await using var provider = Create();
        var tools = await InTimeAsync(provider.ListToolsAsync(CancellationToken.None).AsTask(), "listing tools");
        Assert.NotEmpty(tools);
        Assert.Equal(tools.Count, tools.Select(static tool => tool.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(tools, static tool =>
        {
            Assert.Matches(Name(), tool.Name);
            Assert.False(string.IsNullOrWhiteSpace(tool.Description), $"{tool.Name} does not say what it does");
            Assert.Equal(JsonValueKind.Object, tool.JsonSchema.ValueKind);
        });
    }

    /// <summary>The tools are those that are listed.</summary>
    [Fact]
    public async Task A_tool_that_is_listed_answers()
    {
        await using var provider = Create();
        var tools = await InTimeAsync(provider.ListToolsAsync(CancellationToken.None).AsTask(), "listing tools");
        Assert.Contains(Call.Tool, tools.Select(static tool => tool.Name));
        var result = await InTimeAsync(provider.CallAsync(Call, CancellationToken.None).AsTask(), "a tool");
        Assert.False(result.IsError, result.Text);
    }

    /// <summary>A provider is asked by all sessions at the same time.</summary>
    [Fact]
    public async Task Calls_at_the_same_time_are_each_answered()
    {
        await using var provider = Create();
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => InTimeAsync(provider.CallAsync(Call, CancellationToken.None).AsTask(), "a tool")));
        Assert.All(results, static result => Assert.False(result.IsError, result.Text));
    }

    /// <summary>What there is not is refused: kind BadRequest.</summary>
    [Fact]
    public async Task A_tool_there_is_not_is_a_bad_request()
    {
        await using var provider = Create();
        var call = provider.CallAsync(new ToolRequest("there_is_no_such_tool", JsonElement.Parse("{}")), CancellationToken.None).AsTask();
        await EndsAsync(call, "a tool there is not");
        var failure = await Assert.ThrowsAsync<ProviderException>(() => call);
        Assert.Equal(FailureKind.BadRequest, failure.Kind);
        Assert.False(string.IsNullOrWhiteSpace(failure.Provider), "a failure names its provider");
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Name();
}
