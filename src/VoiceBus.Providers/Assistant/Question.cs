using Microsoft.Extensions.AI;
using VoiceBus.Core.Services;
using VoiceBus.Providers.Assistant.Numbers;

namespace VoiceBus.Providers.Assistant;

/// <summary>What was asked, with all that is known about it: nothing is remembered outside the messages.</summary>
internal sealed class Question
{
    /// <summary>No spoken question is longer; patterns need not look at more.</summary>
    private const int MaxUnderstood = 500;

    private readonly Dictionary<string, AIFunctionDeclaration> _tools;

    /// <summary>Reads the question off a dialogue.</summary>
    public Question(IReadOnlyList<ChatMessage> messages, ChatOptions? options, TimeProvider time)
    {
        Time = time;
        _tools = options?.Tools?.OfType<AIFunctionDeclaration>().DistinctBy(static tool => tool.Name).ToDictionary(static tool => tool.Name) ?? [];
        var asked = messages.ToList().FindLastIndex(static message => message.Role == ChatRole.User);
        History = messages.Take(Math.Max(asked, 0)).ToArray();
        Text = asked < 0 ? "" : NewestWords.Of(messages[asked]).Trim();
        IsChinese = Words.IsChinese(Text);
        Plain = Words.Plain(Text.Length <= MaxUnderstood ? Text : Text[..MaxUnderstood], IsChinese);
        Numeric = Digits(Plain, IsChinese);
    }

    /// <summary>The user's words as they came.</summary>
    public string Text { get; }

    /// <summary>The words in lower case without punctuation.</summary>
    public string Plain { get; }

    /// <summary>The plain words with numbers written as digits.</summary>
    public string Numeric { get; }

    /// <summary>Whether to answer in Chinese; else in English.</summary>
    public bool IsChinese { get; }

    /// <summary>What was said before, oldest first.</summary>
    public IReadOnlyList<ChatMessage> History { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What the assistant said last, or empty.</summary>
    public string LastReply =>
        History.LastOrDefault(static message => message.Role == ChatRole.Assistant && message.Text.Length > 0)?.Text ?? "";

    /// <summary>Whether a tool of that name may be asked.</summary>
    public bool HasTool(string name) => _tools.ContainsKey(name);

    /// <summary>The values a tool's argument may have, where its schema lists them.</summary>
    public IEnumerable<string> Choices(string tool, string argument) =>
        _tools.TryGetValue(tool, out var declared) && declared.JsonSchema.TryGetProperty("properties", out var properties)
        && properties.TryGetProperty(argument, out var expected) && expected.TryGetProperty("enum", out var choice)
            ? choice.EnumerateArray().Select(static one => one.ToString()) : [];

    /// <summary>The words in the language of the question.</summary>
    public string In(string english, string chinese) => IsChinese ? chinese : english;

    /// <summary>An answer in the language of the question.</summary>
    public Answer Say(string english, string chinese) => Answer.Say(In(english, chinese));

    private static string Digits(string plain, bool chinese)
    {
        try
        {
            return chinese ? ChineseNumbers.ToDigits(plain) : EnglishNumbers.ToDigits(plain);
        }
        catch (OverflowException)
        {
            // A number nobody can mean: left in words.
            return plain;
        }
    }
}
