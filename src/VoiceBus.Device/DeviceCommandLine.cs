using System.CommandLine;
using VoiceBus.Device.Bench;
using VoiceBus.Device.Doctor;
using VoiceBus.Device.Provider;
using VoiceBus.Device.Talk;

namespace VoiceBus.Device;

/// <summary>The program <c>voicebus-device</c>: a device on the command line.</summary>
internal static class DeviceCommandLine
{
    /// <summary>Runs one command; 0 is success, 1 a failure told in one line, 2 wrong usage.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider time, CancellationToken ct)
    {
        var root = new RootCommand("A voice device on the command line.") { TalkCommand.Build(time), BenchCommand.Build(time), DoctorCommand.Build(time), ProviderCommand.Build() };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync("voicebus-device --help tells more");
            return ExitCodes.Usage;
        }

        var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, ct);
    }
}
