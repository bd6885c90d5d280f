using System.Text;
using System.Text.Json;
using VoiceBus.Testing.Vendors;

namespace VoiceBus.Providers.Tests.OpenAi.Chat;

/// <summary>
/// Answers in the shapes of many vendors, as their documents and public reports show them; none was reached from here. Each file says
/// in comments of its stream what is to be understood.
/// </summary>
public sealed class RecordedShapesTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "OpenAi", "Chat", "Recorded");

    public static TheoryData<string> Shapes => [.. Directory.GetFiles(_folder, "*.sse").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_vendors_answer_is_understood_as_it_comes(string shape)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, shape));
        var expected = Expectations(Encoding.UTF8.GetString(bytes).TrimStart('\ufeff'));
        await using var rig = await ChatRig.StartAsync(VendorReply.Body(bytes));

        var answer = await rig.AskAsync();

        answer.Said.ShouldBe(Text(expected["said"]));
        answer.Thought.ShouldBe(Text(expected["thought"]));
        answer.Calls.ShouldBe(expected["call"]);
        answer.CallIds.ShouldBeUnique();
        answer.Finish.ShouldBe(expected["finish"].Single());
        if (expected["tokens"].SingleOrDefault() is { } tokens)
            answer.Tokens.ShouldBe(tokens);
        answer.Response.Messages.Count.ShouldBe(1);
        rig.Events.All.ShouldBeEmpty();
    }

    [Fact]
    public void All_vendors_that_are_promised_are_there() =>
        new[]
        {
            "openai", "azure", "ollama", "vllm", "lmstudio", "llamacpp", "deepseek", "dashscope", "glm", "minimax", "mistral", "gemini", "openrouter",
            "one-api", "together", "cloudflare",
        }.Select(static name => $"{name}.sse").Except(Directory.GetFiles(_folder).Select(static path => Path.GetFileName(path))).ShouldBeEmpty();

    private static ILookup<string, string> Expectations(string text) => text.ReplaceLineEndings("\n").Split('\n')
        .TakeWhile(static line => line.StartsWith(": ", StringComparison.Ordinal))
        .Select(static line => line[2..].Split(' ', 2)).Where(static words => words.Length == 2)
        .ToLookup(static words => words[0], static words => words[1]);

    private static string Text(IEnumerable<string> written) => written.SingleOrDefault() is { } json ? JsonSerializer.Deserialize<string>(json)! : "";
}
