using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Providers.OpenAi;
using VoiceBus.Providers.OpenAi.Chat;
using VoiceBus.Providers.Tests.OpenAi.Chat;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.Issues;

/// <summary>F8 (L34 of public reports): what a vendor refuses is left out from then on; an address works however it is written.</summary>
public sealed class F08AddressAndOptionsTests
{
    private static readonly ChatOptions _everything = new() { Tools = [.. ChatRig.Tools], AllowMultipleToolCalls = true, ToolMode = ChatToolMode.Auto };

    [Theory]
    [InlineData(400, "stream_options", """{"error":{"message":"Unrecognized request argument supplied: stream_options","type":"invalid_request_error"}}""")]
    [InlineData(422, "stream_options", """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted","input":{"include_usage":true}}]}""")]
    [InlineData(400, "parallel_tool_calls", """{"error":{"message":"Unknown parameter: 'parallel_tool_calls'.","param":"parallel_tool_calls"}}""")]
    [InlineData(400, "temperature", """{"error":{"message":"Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.","param":"temperature","code":"unsupported_value"}}""")]
    [InlineData(400, "tool_choice", """{"error":{"message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set","param":"tool_choice"}}""")]
    [InlineData(400, "max_tokens", """{"message":"unexpected property: max_tokens"}""")]
    [InlineData(400, "enable_thinking", """{"error":{"message":"Unrecognized request argument supplied: enable_thinking"}}""")]
    [InlineData(400, "tools", """{"error":{"message":"library/gemma:2b does not support tools","type":"api_error"}}""")]
    [InlineData(500, "tools", """{"error":{"code":500,"message":"tools param requires --jinja flag","type":"server_error"}}""")]
    [InlineData(200, "stream_options", """{"error":{"message":"unknown field stream_options","code":"invalid_request_error"}}""")]
    public async Task A_refused_member_is_left_out_from_then_on_and_told_once(int status, string member, string refusal)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(status, refusal), VendorReply.Words("One."), VendorReply.Words("Two."), VendorReply.Words("Three."));
        var options = new OpenAiCompatibleOptions
        {
            Url = rig.Server.Url,
            Model = "m",
            Temperature = 0.5f,
            MaxTokens = 99,
            ExtraBody = JsonElement.Parse("""{"enable_thinking":false}"""),
        };

        (await rig.AskAsync(rig.Client(options), options: _everything)).Said.ShouldBe("One.");
        (await rig.AskAsync(rig.Client(options), options: _everything)).Said.ShouldBe("Two.");

        var requests = rig.Server.Requests;
        requests.Select(request => request.Body.TryGetProperty(member, out _)).ShouldBe([true, false, false]);
        requests[0].Body.EnumerateObject().Count().ShouldBe(requests[1].Body.EnumerateObject().Count() + (member == "tools" ? 3 : 1));
        rig.Events.Of<RequestPartRefused>().Single().ShouldBe(new RequestPartRefused("llm", "vendor", member));
        // Another vendor by the same name starts afresh.
        await rig.AskAsync(rig.Client(new OpenAiCompatibleOptions { Url = rig.Server.Url, Model = "other", MaxTokens = 99, Temperature = 1, ExtraBody = options.ExtraBody }), options: _everything);
        rig.Server.Requests[^1].Body.TryGetProperty(member, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_length_goes_by_its_newer_name_where_the_older_is_refused()
    {
        await using var rig = await ChatRig.StartAsync(
            VendorReply.Status(400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}}"""),
            VendorReply.Words("One."));

        await rig.AskAsync(rig.Client(new OpenAiCompatibleOptions { Url = rig.Server.Url, Model = "o4-mini", MaxTokens = 99 }));

        rig.Server.Requests[1].Body.GetProperty("max_completion_tokens").GetInt32().ShouldBe(99);
        rig.Server.Requests[1].Body.TryGetProperty("max_tokens", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_vendor_that_refuses_one_after_the_other_is_asked_until_it_answers()
    {
        await using var rig = await ChatRig.StartAsync(
            VendorReply.Status(422, """{"error":"stream_options"}"""), VendorReply.Status(422, """{"error":"parallel_tool_calls"}"""),
            VendorReply.Status(422, """{"error":"tool_choice"}"""), VendorReply.Words("One."));

        (await rig.AskAsync(options: _everything)).Said.ShouldBe("One.");
        rig.Events.Of<RequestPartRefused>().Select(static told => told.Part).ShouldBe(["stream_options", "parallel_tool_calls", "tool_choice"]);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(422, "Unprocessable Entity")]
    [InlineData(400, """{"error":{"message":"Invalid request body","type":"invalid_request_error"}}""")]
    [InlineData(400, """{"detail":"unknown parameter"}""")]
    public async Task A_vendor_that_does_not_say_what_it_refuses_is_asked_once_without_what_it_may_not_know(int status, string refusal)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(status, refusal), VendorReply.Words("One."), VendorReply.Words("Two."));

        (await rig.AskAsync()).Said.ShouldBe("One.");
        (await rig.AskAsync()).Said.ShouldBe("Two.");

        rig.Server.Requests.Select(static request => request.Body.TryGetProperty("stream_options", out _)).ShouldBe([true, false, false]);
    }

    [Fact]
    public async Task A_vendor_that_says_why_is_believed()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(400, """{"error":{"message":"the picture offends us","code":"content_policy"}}"""));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Kind.ShouldBe(FailureKind.BadRequest);

        rig.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_bad_request_of_a_vendor_that_took_everything_before_is_not_sent_twice()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("One."), VendorReply.Status(400, "no"));

        await rig.AskAsync();
        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Kind.ShouldBe(FailureKind.BadRequest);

        rig.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_dialogue_that_is_too_long_is_no_refusal_of_a_member()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("One."), VendorReply.Status(
            400, """{"error":{"message":"'max_tokens' is too large: 99. This model's maximum context length is 8 tokens."}}"""));
        var client = rig.Client(new OpenAiCompatibleOptions { Url = rig.Server.Url, Model = "m", MaxTokens = 99 });

        await rig.AskAsync(client);
        await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(client));

        rig.Server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("", "/v1/chat/completions")]
    [InlineData("/", "/v1/chat/completions")]
    [InlineData("/v1", "/v1/chat/completions")]
    [InlineData("/v1/", "/v1/chat/completions")]
    [InlineData("/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/v1/chat/completions/", "/v1/chat/completions")]
    [InlineData("//v1//", "/v1/chat/completions")]
    [InlineData("/v1/completions", "/v1/chat/completions")]
    [InlineData("/v1/models", "/v1/chat/completions")]
    [InlineData("", "/chat/completions")]
    [InlineData("/api", "/api/chat/completions")]
    [InlineData("/api", "/api/v1/chat/completions")]
    [InlineData("/compatible-mode", "/compatible-mode/v1/chat/completions")]
    [InlineData("/api/paas/v4", "/api/paas/v4/chat/completions")]
    [InlineData("/v1beta/openai/", "/v1beta/openai/chat/completions")]
    [InlineData("/client/v4/accounts/abc/ai/v1", "/client/v4/accounts/abc/ai/v1/chat/completions")]
    [InlineData("/openai/deployments/my-gpt?api-version=2024-10-21", "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21", "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21")]
    public async Task An_address_is_understood_as_people_write_it(string written, string asked)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("One."), VendorReply.Words("Two."));
        rig.Server.Path = asked.Split('?')[0];
        var client = rig.Client(new OpenAiCompatibleOptions { Url = new Uri(rig.Server.Origin.AbsoluteUri.TrimEnd('/') + written), Model = "m", Key = "sesame" });

        await rig.AskAsync(client);
        var misses = rig.Server.Misses.Count;
        await rig.AskAsync(client);

        rig.Server.Requests.Select(static request => request.Path).ShouldBe([asked, asked]);
        rig.Server.Misses.Count.ShouldBe(misses, "the address that answered is remembered");
        rig.Server.Requests[0].Headers.ContainsKey("api-key").ShouldBe(asked.Contains("api-version", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://res.openai.azure.com", "https://res.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://res.openai.azure.com/openai/v1/", "https://res.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://api.openai.com", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/chat/completions")]
    [InlineData("https://models.github.ai/inference", "https://models.github.ai/inference/chat/completions", "https://models.github.ai/inference/v1/chat/completions")]
    public void Addresses_are_tried_in_the_order_of_their_likelihood(string written, params string[] tried) =>
        ChatAddress.Candidates(new Uri(written), "chat/completions").Select(static uri => uri.AbsoluteUri).ShouldBe(tried);

    [Fact]
    public async Task A_model_that_is_not_there_is_not_looked_for_elsewhere()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(404, """{"error":{"message":"model 'm' not found, try pulling it first"}}"""));

        var failure = await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(rig.Client(new OpenAiCompatibleOptions { Url = rig.Server.Origin, Model = "m" })));

        (failure.Kind, failure.Detail).ShouldBe((FailureKind.BadRequest, "model 'm' not found, try pulling it first"));
        rig.Server.Misses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(308)]
    public async Task A_redirection_on_the_same_server_is_followed_and_remembered(int status)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Redirect(status, "/v1/chat/completions?again=1"), VendorReply.Words("One."), VendorReply.Words("Two."));

        (await rig.AskAsync()).Said.ShouldBe("One.");
        (await rig.AskAsync()).Said.ShouldBe("Two.");

        rig.Server.Requests.Select(static request => request.Path.Contains('?', StringComparison.Ordinal)).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task A_key_is_not_taken_to_another_server()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Redirect(308, "https://elsewhere.example/v1/chat/completions"));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Message.ShouldContain("redirects");
    }

    [Fact]
    public async Task A_web_page_is_no_answer()
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Status(200, "<!doctype html><title>Shop</title>", "text/html"));

        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync())).Message.ShouldBe("vendor answered with a web page: is its address right?");
    }

    [Theory]
    [InlineData("sesame-4711\n")]
    [InlineData("Bearer sesame-4711")]
    [InlineData("  sesame-4711 ")]
    public async Task A_key_works_as_it_was_pasted(string pasted)
    {
        await using var rig = await ChatRig.StartAsync(VendorReply.Words("One."), VendorReply.Status(500, "no luck with sesame-4711"));
        var client = rig.Client(new OpenAiCompatibleOptions { Url = rig.Server.Url, Model = "m", Key = pasted });

        await rig.AskAsync(client);
        rig.Server.Requests[0].Authorization.ShouldBe("Bearer sesame-4711");
        (await Should.ThrowAsync<ProviderException>(() => rig.AskAsync(client))).Detail.ShouldBe("no luck with ***");
    }
}
