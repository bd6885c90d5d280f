using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Issues;

/// <summary>D16: a browser that offers subprotocols closes again when none is chosen.</summary>
[Collection(DeviceIssues.Name)]
public sealed class D16SubprotocolTests(SharedServer shared)
{
    [Theory]
    [InlineData("xiaozhi", "xiaozhi")]
    [InlineData("json, xiaozhi", "json")]
    [InlineData(null, null)]
    public async Task The_first_subprotocol_offered_is_chosen(string? offered, string? chosen)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = await PlainClient.ConnectAsync(shared.Server.Socket, deadline.Token, options =>
        {
            foreach (var name in offered?.Split(", ") ?? [])
                options.AddSubProtocol(name);
        });
        await client.GreetAsync("""{"type":"hello"}""", deadline.Token);
        client.SubProtocol.ShouldBe(chosen);
    }
}
