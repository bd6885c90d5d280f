using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Tools;

namespace VoiceBus.Providers.Tests.Tools;

public sealed class BuiltInToolsTests : IAsyncDisposable
{
    private readonly BuiltInTools _tools = new(new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 15, 5, 0, TimeSpan.Zero)));

    public ValueTask DisposeAsync() => _tools.DisposeAsync();

    [Fact]
    public async Task Declares_its_tools()
    {
        var tools = await _tools.ListToolsAsync(default);

        tools.Select(static tool => tool.Name).ShouldBe(["get_current_time", "calculate"]);
        tools.ShouldAllBe(static tool => Regex.IsMatch(tool.Name, "^[a-z_]{1,64}$") && tool.Description.Length > 0);
        tools.ShouldAllBe(static tool => tool.JsonSchema.GetProperty("type").GetString() == "object");
        tools[1].JsonSchema.GetProperty("required")[0].GetString().ShouldBe("expression");
        tools[0].JsonSchema.TryGetProperty("required", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}", "2026-03-04T15:05:00+00:00", "Wednesday", "UTC")]
    [InlineData("""{"timezone":"Asia/Tokyo"}""", "2026-03-05T00:05:00+09:00", "Thursday", "Asia/Tokyo")]
    [InlineData("""{"timezone":null}""", "2026-03-04T15:05:00+00:00", "Wednesday", "UTC")]
    public async Task Tells_the_time(string arguments, string time, string weekday, string zone)
    {
        var result = await CallAsync("get_current_time", arguments);

        result.IsError.ShouldBeFalse(result.Text);
        var told = JsonElement.Parse(result.Text);
        told.GetProperty("time").GetString().ShouldBe(time);
        told.GetProperty("weekday").GetString().ShouldBe(weekday);
        told.GetProperty("time_zone").GetString().ShouldBe(zone);
    }

    [Fact]
    public async Task Calculates() => (await CallAsync("calculate", """{"expression":"(3 + 4) * 12.5%"}""")).ShouldBe(new ToolResult("0.875", false));

    [Theory]
    [InlineData("get_current_time", """{"timezone":"Mars/Base"}""", "Error: 'Mars/Base' is not a time zone I know; use an IANA name such as Europe/Paris.")]
    [InlineData("get_current_time", """{"timezone":7}""", "Error: the argument 'timezone' must be [\"string\",\"null\"].")]
    [InlineData("get_current_time", """{"zone":"x"}""", "Error: there is no argument 'zone'; there are: timezone.")]
    [InlineData("get_current_time", "[1]", "Error: the arguments must be a JSON object.")]
    [InlineData("calculate", "{}", "Error: the argument 'expression' is missing.")]
    [InlineData("calculate", """{"expression":"1+"}""", "Error: The sum ends too early.")]
    [InlineData("calculate", """{"expression":"1/0"}""", "Error: Attempted to divide by zero.")]
    public async Task Tells_the_model_what_is_wrong(string tool, string arguments, string error) =>
        (await CallAsync(tool, arguments)).ShouldBe(new ToolResult(error, true));

    [Fact]
    public async Task Has_no_other_tools()
    {
        var failure = await Should.ThrowAsync<ProviderException>(async () => await CallAsync("launch", "{}"));

        failure.Kind.ShouldBe(FailureKind.BadRequest);
        failure.Service.ShouldBe(ServiceType.Mcp);
        failure.Retryable.ShouldBeFalse();
    }

    private async Task<ToolResult> CallAsync(string tool, string arguments) =>
        await _tools.CallAsync(new ToolRequest(tool, JsonElement.Parse(arguments)), default);
}
