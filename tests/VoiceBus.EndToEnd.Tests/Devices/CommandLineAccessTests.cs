using System.Text.RegularExpressions;
using VoiceBus.Device;
using VoiceBus.EndToEnd.Tests.Support;

namespace VoiceBus.EndToEnd.Tests.Devices;

/// <summary>How the devices of the command line are let in.</summary>
public sealed class CommandLineAccessTests : IDisposable
{
    private const string Mac = "02:00:00:00:00:f1";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Talk_is_in_by_the_device_token()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Transport:DeviceToken=static-token");
        var (code, said) = await TalkAsync(scripted, "--token", "static-token");
        code.ShouldBe(0, said);
        said.ShouldContain("connected to");
    }

    [Fact]
    public async Task Talk_asks_for_its_own_token_as_a_board_does_and_names_its_code()
    {
        await using var scripted = await ScriptedServer.StartAsync(args: "--VoiceBus:Provisioning:Activation:Enabled=true");
        var (code, said) = await TalkAsync(scripted);
        code.ShouldBe(1, said);
        var shown = Regex.Match(said, "type the code ([0-9]{6}) at its console");
        shown.Success.ShouldBeTrue(said);
        using var board = new StockBoard(Mac);
        (await board.TypeAsync(scripted.Server, shown.Groups[1].Value, _limit.Token)).ShouldBe(200);
        (code, said) = await TalkAsync(scripted);
        code.ShouldBe(0, said);
    }

    [Fact]
    public void A_client_id_is_made_once_and_kept_from_others()
    {
        var file = Path.Combine(_folder.Path, "voicebus", "client-id");
        var made = KeptClientId.Read(file);
        Guid.TryParse(made, out _).ShouldBeTrue();
        KeptClientId.Read(file).ShouldBe(made);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "nonsense");
        Guid.TryParse(KeptClientId.Read(file), out _).ShouldBeTrue();
    }

    private async Task<(int Code, string Said)> TalkAsync(ScriptedServer scripted, params string[] more)
    {
        var output = new StringWriter();
        string[] args = ["talk", "--text", "Hello.", "--url", scripted.Server.Socket.ToString(), "--device-id", Mac, "--out", Path.Combine(_folder.Path, "reply.wav"), .. more];
        var code = await DeviceCommandLine.RunAsync(args, output, output, TimeProvider.System, _limit.Token);
        return (code, output.ToString());
    }
}
