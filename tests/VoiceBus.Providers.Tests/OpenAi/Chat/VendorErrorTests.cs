using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

public sealed class VendorErrorTests
{
    [Theory]
    [InlineData("""{"error":{"message":"no model 'x'","type":"invalid_request_error","code":"model_not_found"}}""", "model_not_found", "no model 'x'")]
    [InlineData("""{"error":{"message":"model  not\n found","type":"api_error","param":null,"code":null}}""", "api_error", "model not found")]
    [InlineData("""{"error":"out of memory"}""", null, "out of memory")]
    [InlineData("""{"message":"bad","code":"Throttling.RateQuota"}""", "Throttling.RateQuota", "bad")]
    [InlineData("""{"error":{"message":"bad","code":"my secret is plum"}}""", null, "bad")]
    [InlineData("""{"error":{"message":{"deep":1},"code":7}}""", "7", null)]
    [InlineData("""[{"error":{"code":400,"message":"no field","status":"INVALID_ARGUMENT"}}]""", "400", "no field")]
    [InlineData("""{"detail":"Not Found"}""", null, "Not Found")]
    [InlineData("""{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"]}]}""", null, """[{"type":"extra_forbidden","loc":["body","stream_options"]}]""")]
    [InlineData("""{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}""", "400", "too long")]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"login fail"},"choices":null}""", "1004", "login fail")]
    [InlineData("""{"success":false,"errors":[{"code":7003,"message":"no route"}],"result":null}""", "7003", "no route")]
    [InlineData("""{"error_code":17,"error_msg":"daily limit"}""", "17", "daily limit")]
    [InlineData("<h1>Bad\n Gateway</h1>", null, "<h1>Bad Gateway</h1>")]
    [InlineData("[1]", null, "[1]")]
    [InlineData("", null, null)]
    public void A_refusal_is_read_as_a_word_of_the_vendor_and_a_text(string body, string? code, string? text) =>
        VendorError.Read(body).ShouldBe(new VendorError(code, text));
}
