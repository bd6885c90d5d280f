using System.CommandLine;

namespace VoiceBus.Device.Doctor;

/// <summary>The command line of <c>doctor</c>: what a board would see of a server, and how to put right what is wrong.</summary>
internal sealed class DoctorCommand
{
    private readonly TimeProvider _time;
    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The server, as boards would be given it.",
        CustomParser = static result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
                return url;
            result.AddError("--url is http:// or https:// with a host, such as http://192.168.1.10:8000");
            return null!;
        },
        DefaultValueFactory = static _ => new Uri("http://127.0.0.1:8000"),
    };

    private readonly Option<string?> _token = new("--token") { Description = "The device token, when the server wants one (VOICEBUS_DEVICE_TOKEN); without it doctor comes as a board that asks for its own." };
    private readonly Option<string?> _adminToken = AdminToken.Option();

    private DoctorCommand(TimeProvider time) => _time = time;

    /// <summary>Builds the command.</summary>
    public static Command Build(TimeProvider time)
    {
        var doctor = new DoctorCommand(time);
        var command = new Command("doctor", "Boots a board against a server and tells what it would stumble over.") { doctor._url, doctor._token, doctor._adminToken };
        command.SetAction(doctor.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false });
        var url = parsed.GetValue(_url)!;
        var findings = await new Checkup(url, parsed.GetValue(_token), AdminToken.For(url, parsed.GetValue(_adminToken)), http, _time).RunAsync(ct);
        var output = parsed.InvocationConfiguration.Output;
        foreach (var finding in findings)
        {
            await output.WriteLineAsync($"{Mark(finding.Level)} {finding.Check,-13} {finding.Detail}");
            if (finding.Fix is not null)
                await output.WriteLineAsync($"     {"",-13} fix: {finding.Fix}");
        }

        var bad = findings.Count(static finding => finding.Level == FindingLevel.Bad);
        var warned = findings.Count(static finding => finding.Level == FindingLevel.Warning);
        await output.WriteLineAsync(bad > 0 ? $"{bad} to repair, {warned} to look at" : warned > 0 ? $"a board can talk; {warned} to look at" : "a board can talk");
        return bad > 0 ? ExitCodes.Failed : ExitCodes.Good;
    }

    private static string Mark(FindingLevel level) => level switch
    {
        FindingLevel.Good => "ok  ",
        FindingLevel.Warning => "look",
        _ => "BAD ",
    };
}
