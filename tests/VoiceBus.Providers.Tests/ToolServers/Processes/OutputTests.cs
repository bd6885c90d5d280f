using System.Text;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Providers.Streams;
using VoiceBus.Providers.ToolServers.Processes;

namespace VoiceBus.Providers.Tests.ToolServers.Processes;

public sealed class OutputTests
{
    [Fact]
    public async Task Only_so_many_lines_of_a_readable_length_are_told()
    {
        var told = new List<string>();
        var errors = new ErrorOutput(told.Add, new FakeTimeProvider());
        var text = string.Concat(Enumerable.Range(0, 1000).Select(static i => $"line {i} {new string('x', 2000)}\n")) + "the last";
        await errors.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));

        told.Count.ShouldBe(20);
        told.ShouldAllBe(static line => line.Length <= 500);
        errors.Last.ShouldBe("the last");
    }

    [Fact]
    public async Task After_a_while_more_is_told_and_how_much_was_left_out()
    {
        var time = new FakeTimeProvider();
        var told = new List<string>();
        var errors = new ErrorOutput(told.Add, time);
        await errors.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n", 25)))));
        time.Advance(TimeSpan.FromSeconds(11));
        await errors.ReadAsync(new MemoryStream("y\n"u8.ToArray()));

        told[20..].ShouldBe(["[5 more lines are left out]", "y"]);
    }

    [Fact]
    public async Task Lines_pass_and_one_that_does_not_end_breaks_off()
    {
        await using var fine = new BoundedLines(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("12345678\n", 1000)))), maxLine: 8);
        using var reader = new StreamReader(fine);
        (await reader.ReadToEndAsync()).Length.ShouldBe(9000);

        await using var endless = new BoundedLines(new MemoryStream("12345678\n123456789"u8.ToArray()), maxLine: 8);
        (await Should.ThrowAsync<IOException>(async () => await endless.ReadAtLeastAsync(new byte[100], 1))).Message.ShouldBe("it sent a message of more than 8 bytes");
    }
}
