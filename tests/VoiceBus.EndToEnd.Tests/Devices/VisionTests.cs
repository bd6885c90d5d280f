using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Core.Bus;
using VoiceBus.Core.Devices;
using VoiceBus.Core.Diagnostics;
using VoiceBus.EndToEnd.Tests.Operating;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Gateway.Vision;
using VoiceBus.Providers.Assistant;
using VoiceBus.Testing.Providers;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>A device's camera, the route its pictures go to, and the model behind it, over real sockets.</summary>
public sealed class VisionTests
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private CancellationToken Deadline => _limit.Token;

    [Fact]
    public async Task A_model_that_asks_the_camera_hears_what_the_seeing_model_saw()
    {
        await using var rig = await VisionRig.StartAsync(Deadline, reply: VendorReply.Words("A red ", "apple."));
        rig.Scripted.Model = static messages => messages[^1].Role != ChatRole.Tool
            ? [new FunctionCallContent("1", "self_camera_take_photo", new Dictionary<string, object?> { ["question"] = "What is in my hand?" })]
            : [new TextContent($"I see: {JsonElement.Parse(messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!.ToString()!).GetProperty("response").GetString()}")];

        (await rig.Device.TypeAsync("what do I hold?", Deadline)).Answer.ShouldBe(["I see: A red apple."]);
        var asked = rig.Vendor.Requests.ShouldHaveSingleItem();
        asked.Authorization.ShouldBe("Bearer eye-key");
        asked.Body.GetProperty("model").GetString().ShouldBe("eye");
        var user = asked.Body.GetProperty("messages").EnumerateArray().Last();
        user.GetProperty("role").GetString().ShouldBe("user");
        user.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("What is in my hand?");
        PictureOf(asked).ShouldBe(("image/jpeg", Convert.ToBase64String(Pictures.Jpeg)));
        (await rig.ToldAsync<DeviceToolCalled>()).Outcome.ShouldBe("completed");
        (await rig.ToldAsync<PictureExplained>()).Outcome.ShouldBe("completed");
        // It crossed the bus, between two turns of the other model.
        await Eventually.TrueAsync(() => rig.Scripted.Server.Bus.GetStatus().Queues.Single(static queue => queue.Type == ServiceType.Llm).Completed == 3);
    }

    [Fact]
    public async Task The_built_in_assistant_looks_when_asked_what_it_sees()
    {
        await using var rig = await VisionRig.StartAsync(
            Deadline, reply: VendorReply.Words("A red ", "apple."), mind: static () => new BuiltInAssistant(TimeProvider.System));
        (await rig.Device.TypeAsync("What do you see?", Deadline)).Answer.ShouldBe(["A red apple."]);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("bmp")]
    public async Task A_picture_arrives_whole_and_named_by_what_it_is_not_by_what_the_device_says(string kind)
    {
        await using var rig = await VisionRig.StartAsync(Deadline, reply: VendorReply.Words("红色的 \"apple\"."));
        var (status, body) = await rig.PostAsync(Pictures.Of(kind), Deadline);

        status.ShouldBe(200);
        body.GetRawText().ShouldBe(
            """{"success":true,"action":"RESPONSE","response":"红色的 \"apple\".","result":"红色的 \"apple\"."}""");
        PictureOf(rig.Vendor.Requests.Single()).ShouldBe(($"image/{kind}", Convert.ToBase64String(Pictures.Of(kind))));
    }

    [Fact]
    public async Task Five_megabytes_are_taken_and_arrive()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        var picture = Pictures.Large(5 * 1024 * 1024);
        Random.Shared.NextBytes(picture.AsSpan(100));
        (await rig.PostAsync(picture, Deadline)).Status.ShouldBe(200);
        PictureOf(rig.Vendor.Requests.Single()).Base64.ShouldBe(Convert.ToBase64String(picture));
    }

    [Theory]
    [InlineData("large", 413)]
    [InlineData("text", 415)]
    [InlineData("nothing", 415)]
    public async Task What_is_no_fitting_picture_is_refused_after_it_was_read(string what, int expected)
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        var (status, body) = await rig.PostAsync(
            what switch { "large" => Pictures.Large(6 * 1024 * 1024), "text" => "BMW is no picture, nor is this text"u8.ToArray(), _ => [] }, Deadline);

        status.ShouldBe(expected);
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("message").GetString().ShouldBe(body.GetProperty("detail").GetString());
        rig.Vendor.Requests.ShouldBeEmpty();
        (await rig.ToldAsync<PictureRefused>()).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_body_that_is_no_form_or_has_no_file_or_breaks_off_is_refused()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        using var json = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        (await rig.PostAsync(json, Deadline)).Status.ShouldBe(415);
        using var onlyQuestion = new MultipartFormDataContent { { new StringContent("what?"), "question" } };
        (await rig.PostAsync(onlyQuestion, Deadline)).Status.ShouldBe(400);
        using var cut = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nabc"u8.ToArray());
        cut.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        (await rig.PostAsync(cut, Deadline)).Status.ShouldBe(400);
        using var long_ = new MultipartFormDataContent { { new StringContent(new string('?', 20_000)), "question" }, { new ByteArrayContent(Pictures.Jpeg), "file", "a.jpg" } };
        (await rig.PostAsync(long_, Deadline)).Status.ShouldBe(413);
        rig.Vendor.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("401", "refused the server's credentials")]
    [InlineData("400", "refused the picture")]
    [InlineData("429", "Too many")]
    [InlineData("500", "could not look")]
    [InlineData("cut", "could not look")]
    [InlineData("hang", "too long")]
    [InlineData("empty", "could not look")]
    public async Task A_bad_day_of_the_model_is_told_in_words_a_device_passes_on(string day, string words)
    {
        await using var rig = await VisionRig.StartAsync(Deadline, reply: BadDay(day), args: day == "hang" ? ["--VoiceBus:Vision:Timeout=00:00:01.5"] : []);
        var (status, body) = await rig.PostAsync(Pictures.Jpeg, Deadline);

        status.ShouldBe(200, "boards drop the words of every other answer");
        body.GetProperty("success").GetBoolean().ShouldBeFalse();
        body.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(words);
        body.GetRawText().ShouldNotContain("eye-key");
        body.TryGetProperty("action", out _).ShouldBeFalse();
        (await rig.ToldAsync<PictureExplained>()).Outcome.ShouldNotBe("completed");
    }

    [Fact]
    public async Task A_model_that_declines_is_heard_declining()
    {
        await using var rig = await VisionRig.StartAsync(Deadline, reply: VendorReply.Refusal("I do not ", "describe people."));
        var (status, body) = await rig.PostAsync(Pictures.Jpeg, Deadline);
        status.ShouldBe(200);
        body.GetRawText().ShouldBe("""{"success":true,"action":"RESPONSE","response":"I do not describe people.","result":"I do not describe people."}""");
    }

    [Fact]
    public async Task When_the_first_model_fails_the_spare_looks()
    {
        await using var spare = await FakeOpenAiServer.StartAsync(VendorReply.Words("A pear."));
        await using var rig = await VisionRig.StartAsync(
            Deadline, reply: VendorReply.Status(500), args: [$"--VoiceBus:Vision:Spare:Url={spare.Url}", "--VoiceBus:Vision:Spare:Model=second-eye"]);
        (await rig.PostAsync(Pictures.Jpeg, Deadline)).Body.GetProperty("result").GetString().ShouldBe("A pear.");
        spare.Requests.Single().Body.GetProperty("model").GetString().ShouldBe("second-eye");
        spare.Requests.Single().Authorization.ShouldBeNull("the first one's key is not the second one's business");
    }

    [Fact]
    public async Task Without_a_model_that_sees_the_device_is_told_so()
    {
        await using var rig = await VisionRig.StartAsync(await FakeOpenAiServer.StartAsync(), null, Deadline);
        var (status, body) = await rig.PostAsync(Pictures.Jpeg, Deadline);

        (status, body.GetRawText()).ShouldBe(
            (200, """{"success":false,"message":"No model that can see pictures is set up on the server."}"""));
        (await rig.GetAsync(Deadline)).ShouldContain("VOICEBUS_VISION_MODEL");
    }

    [Fact]
    public async Task The_language_models_server_sees_when_only_a_model_is_named()
    {
        var vendor = await FakeOpenAiServer.StartAsync(VendorReply.Words("A plum."));
        await using var rig = await VisionRig.StartAsync(
            vendor, null, Deadline, $"--VoiceBus:Llm:Url={vendor.Url}", "--VoiceBus:Llm:Key=brain-key", "--VoiceBus:Vision:Model=eye");
        (await rig.PostAsync(Pictures.Jpeg, Deadline)).Body.GetProperty("result").GetString().ShouldBe("A plum.");
        vendor.Requests.Single().Authorization.ShouldBe("Bearer brain-key");
    }

    [Fact]
    public async Task Nobody_else_gets_pictures_explained_with_a_devices_leave()
    {
        await using var rig = await VisionRig.StartAsync(Deadline, args: "--VoiceBus:Vision:Secret=shared");
        var old = new VisionTokens(new VisionOptions { Secret = "shared" }, new Yesterday()).Issue(VisionRig.Mac, null);
        var forged = new VisionTokens(new VisionOptions { Secret = "another" }, TimeProvider.System).Issue(VisionRig.Mac, null);
        var unsigned = string.Join('.', Base64Url("""{"alg":"none","typ":"JWT"}"""), rig.Grant.Token.Split('.')[1], "");
        (string What, Task<(int Status, JsonElement Body)> Answer)[] tries =
        [
            ("another device", rig.PostAsync(Pictures.Jpeg, Deadline, device: "02:00:00:00:00:ff")),
            ("another client", rig.PostAsync(Pictures.Jpeg, Deadline, client: "99999999-2222-4333-8444-555555555555")),
            ("no device", rig.PostAsync(Pictures.Jpeg, Deadline, device: "")),
            ("has expired", rig.PostAsync(Pictures.Jpeg, Deadline, token: old)),
            ("not one of this server", rig.PostAsync(Pictures.Jpeg, Deadline, token: forged)),
            ("not one of this server", rig.PostAsync(Pictures.Jpeg, Deadline, token: unsigned)),
            ("not one of this server", rig.PostAsync(Pictures.Jpeg, Deadline, token: "nonsense")),
            ("Authorization: Bearer", rig.PostAsync(Pictures.Large(6 * 1024 * 1024), Deadline, token: "")),
        ];
        foreach (var (what, answer) in tries)
        {
            var (status, body) = await answer;
            status.ShouldBe(401, what);
            body.GetProperty("success").GetBoolean().ShouldBeFalse();
            if (what != "no device")
                body.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(what);
        }

        rig.Vendor.Requests.ShouldBeEmpty();
        (await rig.PostAsync(Pictures.Jpeg, Deadline, device: VisionRig.Mac.ToUpperInvariant())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_device_switched_off_gets_nothing_explained()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        using var client = new OperatorClient(rig.Scripted.Server);
        using var patch = new StringContent("""{"enabled":false}""", new MediaTypeHeaderValue("application/merge-patch+json"));
        using var changed = await client.Http.PatchAsync(new Uri($"/api/devices/{VisionRig.Mac}", UriKind.Relative), patch, Deadline);
        changed.EnsureSuccessStatusCode();
        (await rig.PostAsync(Pictures.Jpeg, Deadline)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_device_that_was_removed_gets_nothing_explained_not_even_when_it_is_back()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        using var client = new OperatorClient(rig.Scripted.Server);
        (await rig.PostAsync(Pictures.Jpeg, Deadline)).Status.ShouldBe(200);
        var devices = rig.Scripted.Server.Get<IDeviceStore>();
        using var removed = await client.Http.DeleteAsync(new Uri($"/api/devices/{VisionRig.Mac}", UriKind.Relative), Deadline);
        removed.EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => rig.Scripted.Server.Sessions.Count == 0);
        var (status, body) = await rig.PostAsync(Pictures.Jpeg, Deadline);
        status.ShouldBe(401);
        body.GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("not known any more");

        // As it would be two seconds after it is back.
        var back = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await devices.UpdateAsync(VisionRig.Mac, _ => new() { Id = VisionRig.Mac, FirstSeen = back, LastSeen = back }, Deadline);
        (await rig.PostAsync(Pictures.Jpeg, Deadline)).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_device_that_leaves_ends_the_models_work()
    {
        // Long enough that only the device's leaving can have ended it.
        await using var rig = await VisionRig.StartAsync(Deadline, reply: VendorReply.Hang(), args: "--VoiceBus:Vision:Timeout=00:05:00");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var posting = rig.PostAsync(Pictures.Jpeg, leaving.Token);
        var asked = await rig.Vendor.NextRequestAsync(Deadline);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(posting);
        await asked.Closed.WaitAsync(Deadline);
        (await rig.ToldAsync<PictureExplained>()).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_address_is_the_one_the_device_came_by()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        rig.Grant.Url.ShouldBe(new Uri(rig.Scripted.Server.Http, "/api/vision"));
        (await rig.GetAsync(Deadline)).ShouldContain($"MCP Vision 接口运行正常，视觉解释接口地址是：{rig.Grant.Url}");
        await using var known = await VisionRig.StartAsync(Deadline, args: "--VoiceBus:Provisioning:PublicUrl=https://voice.example.org/bus");
        known.Grant.Url.ShouldBe(new Uri("https://voice.example.org/bus/api/vision"));
    }

    [Fact]
    public async Task Pages_of_other_sites_may_ask_and_the_route_is_documented()
    {
        await using var rig = await VisionRig.StartAsync(Deadline);
        using var client = new OperatorClient(rig.Scripted.Server);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, rig.Grant.Url);
        using var allowed = await client.Http.SendAsync(preflight, Deadline);
        allowed.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("Device-Id");
        (await client.GetAsync("/openapi/v1.json")).GetProperty("paths").GetProperty("/api/vision").TryGetProperty("post", out _).ShouldBeTrue();
    }

    private static (string MediaType, string Base64) PictureOf(VendorRequest request)
    {
        var part = request.Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").EnumerateArray().Last();
        part.GetProperty("type").GetString().ShouldBe("image_url");
        var url = part.GetProperty("image_url").GetProperty("url").GetString().ShouldNotBeNull();
        url.ShouldStartWith("data:");
        var comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        comma.ShouldBeGreaterThan(0);
        return (url["data:".Length..comma], url[(comma + ";base64,".Length)..]);
    }

    private static VendorReply BadDay(string day) => day switch
    {
        "400" => VendorReply.Status(400, """{"error":{"message":"eye-key: content policy"}}"""),
        "401" => VendorReply.Status(401, """{"error":{"message":"bad key eye-key"}}"""),
        "429" => VendorReply.Status(429, retryAfter: "1"),
        "500" => VendorReply.Status(500),
        "cut" => VendorReply.CutAfter("I see a"),
        "hang" => VendorReply.Hang(),
        _ => VendorReply.Words(),
    };

    private static string Base64Url(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-2);
    }
}
