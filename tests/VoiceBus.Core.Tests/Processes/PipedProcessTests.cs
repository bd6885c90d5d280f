using System.Diagnostics;
using System.Globalization;
using VoiceBus.Core.Processes;
using VoiceBus.Testing.Providers;

namespace VoiceBus.Core.Tests.Processes;

/// <summary>Real programs of the system.</summary>
public sealed class PipedProcessTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_is_written_is_read_and_the_exit_code_known()
    {
        await using var process = Start("sh", "-c", "tr a-z A-Z; echo oops >&2; exit 3");
        await using (process.Input)
            await process.Input.WriteAsync("hello"u8.ToArray());

        (await ReadAsync(process.Output)).ShouldBe("HELLO");
        (await ReadAsync(process.Errors)).ShouldBe("oops\n");
        (await process.Ended.WaitAsync(_limit)).ShouldBe(3);
    }

    [Fact]
    public async Task Disposal_closes_the_pipes_that_were_used()
    {
        var process = Start("sh", "-c", "echo hello; echo oops >&2");
        await ReadAsync(process.Output);
        await ReadAsync(process.Errors);
        await process.DisposeAsync();

        Should.Throw<ObjectDisposedException>(() => process.Input.WriteByte(0));
        Should.Throw<ObjectDisposedException>(() => process.Output.ReadByte());
        Should.Throw<ObjectDisposedException>(() => process.Errors.ReadByte());
    }

    [Fact]
    public async Task What_a_program_started_is_killed_with_it()
    {
        var process = Start("sh", "-c", "sleep 600 & echo $!; wait");
        var child = int.Parse((await new StreamReader(process.Output).ReadLineAsync().WaitAsync(_limit))!, CultureInfo.InvariantCulture);
        StateOf(child).ShouldNotBe('-', "it runs");
        await process.DisposeAsync();

        StateOf(process.Id).ShouldBe('-', "reaped");
        await Eventually.TrueAsync(() => StateOf(child) is '-' or 'Z');
    }

    [Fact]
    public async Task What_a_program_left_behind_when_it_ended_is_killed_too()
    {
        var process = Start("sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!");
        var child = int.Parse((await ReadAsync(process.Output)).Trim(), CultureInfo.InvariantCulture);
        await process.Ended.WaitAsync(_limit);
        await process.DisposeAsync();

        await Eventually.TrueAsync(() => StateOf(child) is '-' or 'Z');
    }

    [Fact]
    public async Task Ctrl_c_at_our_terminal_is_not_for_it()
    {
        await using var process = Start("sh", "-c", "cut -d' ' -f5 /proc/$$/stat; cat");

        var group = await new StreamReader(process.Output).ReadLineAsync().WaitAsync(_limit);
        group.ShouldBe($"{process.Id}", "it leads a group of its own");
    }

    [Fact]
    public void A_program_that_is_missing_is_named() =>
        Should.Throw<FileNotFoundException>(() => Start("no-such-program")).Message.ShouldContain("'no-such-program' is not installed");

    private static PipedProcess Start(string program, params string[] arguments) =>
        PipedProcess.Start(new ProcessStartInfo(program, arguments), TimeProvider.System);

    private static Task<string> ReadAsync(Stream pipe) => new StreamReader(pipe, leaveOpen: true).ReadToEndAsync().WaitAsync(_limit);

    // A dash when there is no such process.
    private static char StateOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return '-';
        }
    }
}
