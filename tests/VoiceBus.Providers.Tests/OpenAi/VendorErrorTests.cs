using VoiceBus.Providers.OpenAi;

namespace VoiceBus.Providers.Tests.OpenAi;

public sealed class VendorErrorTests
{
    [Theory]
    [InlineData("""{"error":{"message":"no model 'x'","type":"invalid_request_error","code":"model_not_found"}}""", "model_not_found", "no model 'x'")]
    [InlineData("""{"error":{"message":"model  not\n found","type":"api_error","param":null,"code":null}}""", "api_error", "model not found")]
    [InlineData("""{"error":"out of memory"}""", null, "out of memory")]
    [InlineData("""{"message":"bad","code":"Throttling.RateQuota"}""", "Throttling.RateQuota", "bad")]
    [InlineData("""{"error":{"message":"bad","code":"my secret is plum"}}""", null, "bad")]
    [InlineData("""{"error":{"message":{"deep":1},"code":7}}""", null, null)]
    [InlineData("<h1>Bad\n Gateway</h1>", null, "<h1>Bad Gateway</h1>")]
    [InlineData("[1]", null, "[1]")]
    [InlineData("", null, null)]
    public void A_refusal_is_read_as_a_word_of_the_vendor_and_a_text(string body, string? code, string? text) =>
        VendorError.Read(body).ShouldBe(new VendorError(code, text));
}
