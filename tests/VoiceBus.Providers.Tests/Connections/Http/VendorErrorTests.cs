using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Tests.Connections.Http;

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
    [InlineData("""{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"]}]}""", null, "body.stream_options: extra_forbidden")]
    [InlineData("""{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}""", "400", "too long")]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"login fail"},"choices":null}""", "1004", "login fail")]
    [InlineData("""{"success":false,"errors":[{"code":7003,"message":"no route"}],"result":null}""", "7003", "no route")]
    [InlineData("""{"error_code":17,"error_msg":"daily limit"}""", "17", "daily limit")]
    [InlineData("""{"error":{"message":"No such model","type":"invalid_request_error","code":"model_not_found"}}""", "model_not_found", "No such model")]
    [InlineData("""{"error":{"message":"No such model","type":"invalid_request_error","code":null}}""", "invalid_request_error", "No such model")]
    [InlineData("""{"error":"model 'x' not found"}""", null, "model 'x' not found")]
    [InlineData("""{"detail":"Invalid voice"}""", null, "Invalid voice")]
    [InlineData("""{"detail":{"error":"validation_error","message":"Voice not found","type":"invalid_request_error"}}""", "invalid_request_error", "Voice not found")]
    [InlineData("""{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required","input":{}}]}""", null, "body.model: Field required")]
    [InlineData("""{"code":20012,"message":"Model does not exist.","data":null}""", "20012", "Model does not exist.")]
    [InlineData("""{"code":"invalid_param","message":"bad","status":400}""", "invalid_param", "bad")]
    [InlineData("""{"message":"tts failed","Exception":"CUDA"}""", null, "tts failed")]
    [InlineData("<html>\n Bad gateway</html>", null, "<html> Bad gateway</html>")]
    [InlineData("""{"success":false,"code":500,"message":{"description":"no model"}}""", "500", "no model")]
    [InlineData("<h1>Bad\n Gateway</h1>", null, "<h1>Bad Gateway</h1>")]
    [InlineData("[1]", null, "[1]")]
    [InlineData("", null, null)]
    public void A_refusal_is_read_as_a_word_of_the_vendor_and_a_text(string body, string? code, string? text) =>
        VendorError.Read(body).ShouldBe(new VendorError(code, text));

    [Theory]
    [InlineData("""{"error":{"message":"half \ud83d","code":"overloaded"}}""")]
    [InlineData("""{"detail":{"message":"half \ud83d","code":"overloaded"}}""")]
    public void Half_a_character_does_not_hide_what_is_said(string body)
    {
        var said = VendorError.Read(body);

        said.Code.ShouldBe("overloaded");
        said.Text.ShouldBe($"half {(char)0xD83D}");
    }
}
