using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Ports;

namespace VoiceBus.EndToEnd.Tests.Devices;

public sealed class DoctorTests
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task A_running_server_is_found_fit_for_boards()
    {
        await using var scripted = await ScriptedServer.StartAsync();
        var (code, said) = await ExamineAsync(scripted.Server.Http);

        code.ShouldBe(0, said);
        said.ShouldContain("ok   hello");
        said.ShouldContain("ok   provisioning");
        said.ShouldContain("look address", customMessage: "a loopback address is nothing for boards");
        said.ShouldContain("VOICEBUS_PUBLIC_URL");
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_found_and_a_remedy_named()
    {
        using var closed = new ClosedPort();
        await using var scripted = await ScriptedServer.StartAsync(args: $"--VoiceBus:Provisioning:PublicUrl=http://127.0.0.1:{closed.Number}");
        var (code, said) = await ExamineAsync(scripted.Server.Http);

        code.ShouldBe(1);
        said.ShouldContain("BAD  hello");
        said.ShouldContain("fix: The address in the answer leads nowhere from here");
    }

    [Fact]
    public async Task The_place_for_pictures_is_reached_and_knows_the_device()
    {
        await using var blind = await ScriptedServer.StartAsync();
        (await ExamineAsync(blind.Server.Http)).Said.ShouldContain("ok   vision        " + new Uri(blind.Server.Http, "/api/vision") + " answers; no model");
        await using var seeing = await ScriptedServer.StartAsync(args: ["--VoiceBus:Vision:Url=http://127.0.0.1:1/v1", "--VoiceBus:Vision:Model=eye"]);
        var (code, said) = await ExamineAsync(seeing.Server.Http);
        code.ShouldBe(0, said);
        said.ShouldContain("answers and knows the device");
    }

    [Fact]
    public async Task A_language_that_nobody_understands_is_named_with_what_to_add_by_doctor_and_by_the_start()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Conversation:Persona:Language=zh-CN");
        var (code, said) = await ExamineAsync(scripted.Server.Http);
        code.ShouldBe(0, said);
        said.ShouldContain("look languages     nobody here understands Chinese (persona default)");
        said.ShouldContain("fix: Add a recogniser, such as ");
        var start = new StringWriter();
        await VoiceBus.Server.LanguageNotice.WriteAsync(scripted.Server.Services, start);
        start.ToString().TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("voicebus: nobody here understands Chinese (persona default): add a recogniser, such as ");

        await using var fluent = await ScriptedServer.StartAsync();
        (await ExamineAsync(fluent.Server.Http)).Said.ShouldContain("ok   languages");
        start = new StringWriter();
        await VoiceBus.Server.LanguageNotice.WriteAsync(fluent.Server.Services, start);
        start.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_server_is_told_in_one_line_with_what_to_do()
    {
        using var closed = new ClosedPort();
        var (code, said) = await ExamineAsync(new Uri($"http://127.0.0.1:{closed.Number}"));

        code.ShouldBe(1);
        said.ShouldContain("BAD  port");
        said.ShouldContain("./voicebus run");
    }

    [Fact]
    public async Task Where_devices_must_be_let_in_it_names_its_code_or_uses_the_device_token()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Transport:DeviceToken=static-token");
        var (code, said) = await ExamineAsync(scripted.Server.Http);
        code.ShouldBe(0, said);
        said.ShouldMatch("look activation +a board like this one would show the code [0-9]{6} and wait");
        said.ShouldContain("look hello         not tried");
        (code, said) = await ExamineAsync(scripted.Server.Http, "--token", "static-token");
        code.ShouldBe(0, said);
        said.ShouldContain("ok   hello");
        (code, said) = await ExamineAsync(scripted.Server.Http, "--token", "wrong");
        code.ShouldBe(1, said);
        said.ShouldContain("not one of this server");

        var shown = System.Text.RegularExpressions.Regex.Match(said, "the code ([0-9]{6})").Groups[1].Value;
        using var board = new StockBoard("02:00:00:00:0d:0c");
        (await board.TypeAsync(scripted.Server, shown, _limit.Token)).ShouldBe(200);
        (code, said) = await ExamineAsync(scripted.Server.Http);
        code.ShouldBe(0, said);
        said.ShouldContain("ok   hello", customMessage: "activated it is let in by the token it is told");
    }

    private async Task<(int Code, string Said)> ExamineAsync(Uri server, params string[] more)
    {
        var output = new StringWriter();
        var code = await DeviceCommandLine.RunAsync(
            ["doctor", "--url", server.AbsoluteUri, .. more], output, output, TimeProvider.System, _limit.Token);
        return (code, output.ToString());
    }
}
