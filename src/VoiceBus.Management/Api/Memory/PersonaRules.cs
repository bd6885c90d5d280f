using System.Text.RegularExpressions;
using VoiceBus.Core.Memory;

namespace VoiceBus.Management.Api.Memory;

/// <summary>What a persona must be like.</summary>
internal static partial class PersonaRules
{
    private const int MaxPrompt = 20_000;
    private const int MaxVoice = 100;
    private const int MaxProvider = 40;
    private const int MaxGreeting = 500;
    private const int MaxTools = 100;
    private const int MaxPattern = 128;

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Check(string name, PersonaBody body)
    {
        var errors = new Dictionary<string, string[]>();
        Require("name", IsName(name), "must be 1 to 40 letters a to z, digits, - and _, and begin with a letter or digit");
        Require("name", name != Persona.DefaultName, $"'{Persona.DefaultName}' is the persona of the configuration: change turn.prompt there");
        Require("prompt", body.Prompt?.Trim().Length is > 0 and <= MaxPrompt, $"must be 1 to {MaxPrompt} characters");
        Require("voice", body.Voice is not { Length: > MaxVoice }, $"must be at most {MaxVoice} characters");
        Require("language", string.IsNullOrWhiteSpace(body.Language) || Tag().IsMatch(body.Language.Trim()), "must be a BCP 47 tag such as en or zh-CN");
        Require("greeting", body.Greeting is not { Length: > MaxGreeting }, $"must be at most {MaxGreeting} characters");
        foreach (var (field, provider) in new[] { ("asr", body.Asr), ("llm", body.Llm), ("tts", body.Tts) })
            Require(field, provider is not { Length: > MaxProvider }, $"must be the name of a provider of {field}, or null");
        Require("speed", body.Speed is null or (>= 0.5 and <= 2), "must be 0.5 to 2, or null");
        Require("end_silence_ms", body.EndSilenceMs is null or (>= 100 and <= 5000), "must be 100 to 5000, or null");
        Require("max_end_silence_ms", body.MaxEndSilenceMs is null or (>= 100 and <= 10_000), "must be 100 to 10000, or null");
        Require("end_silence_ms", !(body.EndSilenceMs > body.MaxEndSilenceMs), $"must be at most max_end_silence_ms, which is {body.MaxEndSilenceMs}");
        Require("allowed_tools", body.AllowedTools is not { Count: > MaxTools }, $"must be at most {MaxTools} patterns");
        Require(
            "allowed_tools", body.AllowedTools?.All(static pattern => pattern?.Trim().Length is > 0 and <= MaxPattern) != false,
            $"must be patterns of 1 to {MaxPattern} characters");
        return errors;

        void Require(string field, bool holds, string rule)
        {
            if (!holds)
                errors.TryAdd(field, [rule]);
        }
    }

    /// <summary>Whether a text can be a persona's name.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
