using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Access;

/// <summary>Commands that look at a server's own routes show its token, and only to it.</summary>
public sealed class CommandTokenTests
{
    [Fact]
    public async Task The_doctor_asks_with_the_token_and_without_one_says_what_is_missing()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var scripted = await ScriptedServer.StartAsync(args: ["--VoiceBus:AdminToken=sesame"]);

        (await ExamineAsync()).ShouldContain("look services");
        (await ExamineAsync()).ShouldContain("--admin-token");
        (await ExamineAsync("--admin-token", "sesame")).ShouldContain("llm");

        async Task<string> ExamineAsync(params string[] more)
        {
            var output = new StringWriter();
            await DeviceCommandLine.RunAsync(
                ["doctor", "--url", scripted.Server.Http.AbsoluteUri, .. more], output, output, TimeProvider.System, deadline.Token);
            return output.ToString();
        }
    }

    [Fact]
    public void What_lies_on_this_machine_is_shown_to_no_other()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "admin-token"), "kept\n");

        AdminToken.For(new Uri("http://127.0.0.1:8000"), null, folder.Path).ShouldBe("kept");
        AdminToken.For(new Uri("ws://localhost:8000/ws"), null, folder.Path).ShouldBe("kept");
        AdminToken.For(new Uri("http://192.0.2.1:8000"), null, folder.Path).ShouldBeNull();
        AdminToken.For(new Uri("http://voice.example.org"), null, folder.Path).ShouldBeNull();
        AdminToken.For(new Uri("http://voice.example.org"), "given", folder.Path).ShouldBe("given");
        AdminToken.For(new Uri("http://127.0.0.1:8000"), null, Path.Combine(folder.Path, "none")).ShouldBeNull();
    }
}
