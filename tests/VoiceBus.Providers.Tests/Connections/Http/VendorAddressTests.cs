using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Tests.Connections.Http;

public sealed class VendorAddressTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1/audio/speech")]
    [InlineData("http://localhost:8880/v1/", "http://localhost:8880/v1/audio/speech")]
    [InlineData("http://localhost:8880", "http://localhost:8880/audio/speech")]
    [InlineData("https://api.siliconflow.cn/v1/audio/speech", "https://api.siliconflow.cn/v1/audio/speech")]
    [InlineData("https://x.openai.azure.com/openai/v1?api-version=preview", "https://x.openai.azure.com/openai/v1/audio/speech?api-version=preview")]
    public void A_call_lies_below_its_base(string given, string called) =>
        VendorAddress.Of(new Uri(given), "audio/speech").AbsoluteUri.ShouldBe(called);
}
