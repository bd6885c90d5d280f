using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F17 (L49 of public reports): a vendor without line ends, or without an end at all, does not eat the memory.</summary>
public sealed class F17EndlessAnswerTests
{
    private const long Much = 512L << 20;

    [Theory]
    [InlineData("data: {\"id\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("data: {\"id\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    [InlineData("{\"choices\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1")]
    [InlineData("{\"choices\": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n\n")]
    public async Task An_event_without_an_end_is_broken_off(string piece)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Flood(string.Concat(Enumerable.Repeat(piece, 500)), Much));
        var before = GC.GetTotalAllocatedBytes();

        var failure = await Should.ThrowAsync<ProviderException>(() => rig.AskAsync());

        failure.Message.ShouldContain("bytes");
        failure.Kind.ShouldBe(FailureKind.BadResponse);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(200L << 20);
    }
}
