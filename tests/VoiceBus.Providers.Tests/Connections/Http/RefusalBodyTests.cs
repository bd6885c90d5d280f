using VoiceBus.Providers.Connections.Http;

namespace VoiceBus.Providers.Tests.Connections.Http;

public sealed class RefusalBodyTests
{
    [Theory]
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
    [InlineData("", null, null)]
    [InlineData("[]", null, null)]
    [InlineData("3", null, null)]
    public void Reads_what_vendors_write(string body, string? code, string? text) => RefusalBody.Read(body).ShouldBe(new RefusalBody(code, text));
}
