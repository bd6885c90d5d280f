using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>What a board is told at boot (protocol.md 6), field by field.</summary>
public sealed class OtaTests : IDisposable
{
    private const string Mac = "aa:bb:cc:dd:ee:ff";

    // As current firmware sends it, shortened in the lists (protocol.md 6.1).
    private const string Board = """
        {"version":2,"language":"zh-CN","flash_size":16777216,"minimum_free_heap_size":"8318916","mac_address":"aa:bb:cc:dd:ee:ff",
         "uuid":"6f1c2c1e-0000-4000-8000-000000000001","chip_model_name":"esp32s3","chip_info":{"model":9,"cores":2,"revision":2,"features":18},
         "application":{"name":"xiaozhi","version":"1.8.5","compile_time":"Jul 1 2025T12:00:00Z","idf_version":"v5.4","elf_sha256":"c8a8"},
         "partition_table":[{"label":"nvs","type":1,"subtype":2,"address":36864,"size":16384}],"ota":{"label":"ota_0"},
         "board":{"type":"bread-compact-wifi","name":"my board","ssid":"home","rssi":-51,"channel":1,"ip":"192.168.1.5","mac":"aa:bb:cc:dd:ee:ff"}}
        """;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-firmware").FullName;

    private CancellationToken Deadline => _limit.Token;

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("/api/ota")]
    [InlineData("/api/ota/")]
    [InlineData("/xiaozhi/ota")]
    [InlineData("/xiaozhi/ota/")]
    public async Task A_board_is_told_exactly_what_it_needs(string path)
    {
        await using var server = await StartAsync("--VoiceBus:Provisioning:TimeZone=Asia/Shanghai", "--VoiceBus:Provisioning:DeviceKey=a key of sixteen characters");
        using var response = await PostAsync(server, path, Board);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var bytes = await response.Content.ReadAsByteArrayAsync(Deadline);
        response.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        response.Headers.TransferEncodingChunked.ShouldNotBe(true);
        var answer = JsonElement.Parse(bytes);
        answer.EnumerateObject().Select(static p => p.Name).ShouldBe(["server_time", "firmware", "websocket"]);
        var time = answer.GetProperty("server_time");
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetProperty("timestamp").GetInt64())
            .ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));
        time.GetProperty("timezone_offset").GetInt32().ShouldBe(480);
        answer.GetProperty("firmware").GetRawText().ShouldBe("""{"version":"1.8.5","url":""}""");
        var token = answer.GetProperty("websocket").GetProperty("token").GetString()!;
        var issued = DateTimeOffset.FromUnixTimeSeconds(long.Parse(token.Split('.')[1], CultureInfo.InvariantCulture));
        issued.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));
        token.ShouldBe(StockBoard.Sign("a key of sixteen characters", "", Mac, issued));
        answer.GetProperty("websocket").GetRawText().ShouldBe(
            $$"""{"url":"ws://127.0.0.1:{{server.Http.Port}}/xiaozhi/v1/","token":"{{token}}","version":1}""");
    }

    [Fact]
    public async Task The_socket_in_the_answer_answers_hello()
    {
        await using var server = await StartAsync();
        var socket = (await AskAsync(server)).GetProperty("websocket");
        await using var device = await DeviceClient.ConnectAsync(
            new DeviceClientOptions { Url = new Uri(socket.GetProperty("url").GetString()!), DeviceId = Mac }, Deadline);

        device.Hello.Transport.ShouldBe("websocket");
        var listed = (await _http.GetFromJsonAsync<JsonElement>(new Uri(server.Http, "/api/devices"), Deadline)).GetProperty("devices");
        var known = listed.EnumerateArray().Single();
        known.GetProperty("id").GetString().ShouldBe(Mac);
        known.GetProperty("board").GetString().ShouldBe("bread-compact-wifi");
        known.GetProperty("name").GetString().ShouldBe("my board");
        known.GetProperty("firmware").GetString().ShouldBe("1.8.5");
        known.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        known.GetProperty("connected").GetBoolean().ShouldBeTrue();
        known.GetProperty("session_id").GetString().ShouldBe(device.SessionId);
    }

    [Theory]
    [InlineData("""{"minimum_free_heap_size":8318916,"application":{"version":"1.8.5"},"board":{"type":"web"}}""", "1.8.5")]
    [InlineData("""{"minimum_free_heap_size":"8318916","application":{"version":185},"board":"none"}""", "0.0.0")]
    [InlineData("""{"application":{"version":"v1.2"}}""", "0.0.0")]
    [InlineData("""{"application":[]}""", "0.0.0")]
    [InlineData("", "0.0.0")]
    public async Task Fields_of_the_wrong_type_count_as_absent(string body, string version)
    {
        await using var server = await StartAsync();
        using var response = await PostAsync(server, "/xiaozhi/ota/", body);
        (await JsonAsync(response)).GetProperty("firmware").GetProperty("version").GetString().ShouldBe(version);
    }

    [Theory]
    [InlineData("not json", false)]
    [InlineData("[1]", false)]
    [InlineData("{}", false)]
    public async Task What_is_no_request_of_a_board_is_refused_in_words(string body, bool identified)
    {
        await using var server = await StartAsync();
        using var response = await PostAsync(server, "/api/ota/", body, identified ? ("Device-Id", Mac) : ("X-Nothing", "1"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await JsonAsync(response);
        problem.GetProperty("success").GetBoolean().ShouldBeFalse();
        problem.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("detail").GetString().ShouldBe(problem.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Options_and_get_are_answered_too()
    {
        await using var server = await StartAsync();
        using var options = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Options, new Uri(server.Http, "/xiaozhi/ota/")), Deadline);
        options.StatusCode.ShouldBe(HttpStatusCode.OK);
        options.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse("no page asked");
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/xiaozhi/ota/"));
        get.Headers.TryAddWithoutValidation("User-Agent", "bread-compact-wifi/1.6.2");
        using var response = await _http.SendAsync(get, Deadline);
        (await JsonAsync(response)).GetProperty("firmware").GetProperty("version").GetString().ShouldBe("1.6.2");
    }

    [Theory]
    [InlineData("https", "voice.example.org", null, "wss://voice.example.org:443/xiaozhi/v1/")]
    [InlineData("http", "voice.example.org", null, "ws://voice.example.org:80/xiaozhi/v1/")]
    [InlineData("https", "voice.example.org", "8443", "wss://voice.example.org:8443/xiaozhi/v1/")]
    [InlineData("https", "voice.example.org:9443", "8443", "wss://voice.example.org:9443/xiaozhi/v1/")]
    public async Task Behind_a_trusted_proxy_boards_are_told_the_proxys_address(string proto, string host, string? port, string url)
    {
        await using var server = await StartAsync();
        List<(string, string)> headers = [("Device-Id", Mac), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", host)];
        if (port is not null)
            headers.Add(("X-Forwarded-Port", port));
        using var response = await PostAsync(server, "/api/ota/", Board, [.. headers]);
        (await JsonAsync(response)).GetProperty("websocket").GetProperty("url").GetString().ShouldBe(url);
    }

    [Fact]
    public async Task Nobody_else_may_say_where_this_server_is()
    {
        await using var server = await StartAsync("--VoiceBus:Provisioning:TrustedProxies:0=10.0.0.0/8");
        using var response = await PostAsync(
            server, "/api/ota/", Board, ("Device-Id", Mac), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example.org"), ("X-Forwarded-Port", "1"));
        (await JsonAsync(response)).GetProperty("websocket").GetProperty("url").GetString().ShouldBe($"ws://127.0.0.1:{server.Http.Port}/xiaozhi/v1/");
    }

    [Fact]
    public async Task A_host_without_a_port_means_the_port_that_was_called()
    {
        await using var server = await StartAsync();
        using var response = await PostAsync(server, "/api/ota/", Board, ("Device-Id", Mac), ("Host", "192.168.1.10"));
        (await JsonAsync(response)).GetProperty("websocket").GetProperty("url").GetString().ShouldBe($"ws://192.168.1.10:{server.Http.Port}/xiaozhi/v1/");
    }

    [Fact]
    public async Task A_configured_address_counts_more_than_the_request()
    {
        await using var server = await StartAsync("--VoiceBus:Provisioning:PublicUrl=https://voice.example.org/bus");
        (await AskAsync(server)).GetProperty("websocket").GetProperty("url").GetString().ShouldBe("wss://voice.example.org:443/bus/xiaozhi/v1/");
    }

    [Fact]
    public async Task A_newer_firmware_of_the_same_board_is_offered_and_can_be_fetched()
    {
        foreach (var file in new[] { "bread-compact-wifi_1.8.4.bin", "bread-compact-wifi_1.10.0.bin", "bread-compact-wifi_1.9.9.bin", "other_9.9.9.bin", "bread-compact-wifi_v2.bin" })
            await File.WriteAllTextAsync(Path.Combine(_folder, file), file, Deadline);
        await using var server = await StartAsync($"--VoiceBus:Provisioning:FirmwareFolder={_folder}");
        var firmware = (await AskAsync(server)).GetProperty("firmware");

        firmware.GetProperty("version").GetString().ShouldBe("1.10.0");
        var url = firmware.GetProperty("url").GetString()!;
        url.ShouldStartWith($"http://127.0.0.1:{server.Http.Port}/");
        using var file1 = await _http.GetAsync(url, Deadline);
        (await file1.Content.ReadAsStringAsync(Deadline)).ShouldBe("bread-compact-wifi_1.10.0.bin");
        file1.Content.Headers.ContentLength.ShouldBe("bread-compact-wifi_1.10.0.bin".Length);
        using var outside = await _http.GetAsync(new Uri(server.Http, "/api/ota/firmware/..%2f..%2fetc%2fpasswd"), Deadline);
        outside.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unknown_device_shows_a_code_and_may_connect_once_it_proved_its_key()
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        await using var server = await StartAsync("--VoiceBus:Provisioning:Activation:Enabled=true", $"--VoiceBus:Provisioning:Activation:Keys:SN-1={key}");
        var asked = (await AskAsync(server)).GetProperty("activation");
        var code = asked.GetProperty("code").GetString()!;
        code.ShouldMatch("^[0-9]{6}$");
        asked.GetProperty("message").GetString()!.ShouldEndWith("\n" + code);
        asked.GetProperty("timeout_ms").GetInt32().ShouldBe(30_000);
        var challenge = asked.GetProperty("challenge").GetString()!;
        (await AskAsync(server)).GetProperty("activation").GetProperty("code").GetString().ShouldBe(code);
        var token = (await AskAsync(server)).GetProperty("websocket").GetProperty("token").GetString();
        var socket = new DeviceClientOptions { Url = server.Socket, DeviceId = Mac, ClientId = "", Token = token };
        await Should.ThrowAsync<DeviceException>(() => DeviceClient.ConnectAsync(socket, Deadline));

        (await ActivateAsync(server, "{}")).ShouldBe(HttpStatusCode.Accepted);
        (await ActivateAsync(server, Proof(challenge, Convert.ToHexString(new byte[32])))).ShouldBe(HttpStatusCode.Forbidden);
        (await ActivateAsync(server, $$"""{"Payload":{{Proof(challenge, key)}}}""")).ShouldBe(HttpStatusCode.OK);

        (await AskAsync(server)).TryGetProperty("activation", out _).ShouldBeFalse();
        await using var device = await DeviceClient.ConnectAsync(socket, Deadline);
        device.SessionId.ShouldNotBeEmpty();
    }

    private static string Proof(string challenge, string key)
    {
        var hmac = Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromHexString(key), Encoding.UTF8.GetBytes(challenge)));
        return $$"""{"algorithm":"hmac-sha256","serial_number":"SN-1","challenge":"{{challenge}}","hmac":"{{hmac}}"}""";
    }

    private static Task<RunningServer> StartAsync(params string[] args) => RunningServer.StartAsync(ScriptedServer.WithoutProbes, args);

    private async Task<HttpStatusCode> ActivateAsync(RunningServer server, string body)
    {
        using var response = await PostAsync(server, "/xiaozhi/ota/activate", body);
        return response.StatusCode;
    }

    private async Task<JsonElement> AskAsync(RunningServer server)
    {
        using var response = await PostAsync(server, "/xiaozhi/ota/", Board);
        return await JsonAsync(response);
    }

    private Task<HttpResponseMessage> PostAsync(RunningServer server, string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Http, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers.Length > 0 ? headers : [("Device-Id", Mac)])
            request.Headers.TryAddWithoutValidation(name, value);
        return _http.SendAsync(request, Deadline);
    }

    private async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Deadline));
}
