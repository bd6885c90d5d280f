using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>
/// Finds out of a vendor's refusal which part of a request it does not take: a member that is not the question itself, one of the tools,
/// or what the messages carry beside their words. Pure.
/// </summary>
internal static partial class RefusedParts
{
    // Without these there is no question left.
    private static readonly string[] _needed = ["model", "messages", "stream"];

    // What a vendor may not know although it says only that the request is bad.
    private static readonly string[] _suspects = ["stream_options", "parallel_tool_calls", "tool_choice"];

    /// <summary>What to leave out when asking again; null when the refusal names nothing that could be left out.</summary>
    /// <param name="refusal">As it came.</param>
    /// <param name="request">What was refused.</param>
    /// <param name="tools">The tools in it, in their order.</param>
    /// <param name="habits">What was known of the vendor.</param>
    public static LeftOut? Named(ChatRefusal refusal, JsonObject request, IReadOnlyList<AIFunctionDeclaration> tools, VendorHabits habits)
    {
        if (refusal.Body.Length == 0 || TooLong().IsMatch(refusal.Body) || refusal.Status is HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired
            or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        {
            return null;
        }

        return CallIds(refusal, habits) ?? Thoughts(refusal, request, habits) ?? Tool(refusal, tools, habits) ?? Member(refusal, request, habits);
    }

    /// <summary>
    /// What to leave out of a request that was refused in words that say nothing, or only that something of it is not right; null when
    /// they say more, and when everything in it is needed.
    /// </summary>
    public static LeftOut? Suspected(ChatRefusal refusal, JsonObject request, VendorHabits habits)
    {
        if ((refusal.Said.Status ?? (int)refusal.Status) is not (400 or 422) || (refusal.Said.Text is { } text && (TooLong().IsMatch(text) || !Vague().IsMatch(text))))
            return null;
        var suspects = _suspects.Where(request.ContainsKey).ToArray();
        return suspects.Length == 0 ? null
            : new LeftOut(string.Join(", ", suspects), habits with { WithoutMembers = habits.WithoutMembers.Union(suspects) });
    }

    private static LeftOut? CallIds(ChatRefusal refusal, VendorHabits habits) =>
        !habits.HasShortIds && ShortIds().IsMatch(refusal.Body) ? new LeftOut("ids of tool calls that are longer than 9 letters", habits with { HasShortIds = true }) : null;

    private static LeftOut? Thoughts(ChatRefusal refusal, JsonObject request, VendorHabits habits)
    {
        if (Thought().Match(refusal.Body) is not { Success: true } thought || request.ContainsKey(thought.Value))
            return null;
        if (Missing().IsMatch(refusal.Body))
            return habits.MissedThought is null ? new LeftOut("calls of tools without a thought", habits with { MissedThought = "reasoning_content" }) : null;
        return habits.TakesThoughts ? new LeftOut($"messages.{thought.Value}", habits with { TakesThoughts = false }) : null;
    }

    private static LeftOut? Tool(ChatRefusal refusal, IReadOnlyList<AIFunctionDeclaration> tools, VendorHabits habits)
    {
        var named = ToolAt().Match(refusal.Body) is { Success: true } at
            && int.Parse(at.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is var index && index < tools.Count
                ? tools[index]
                : tools.FirstOrDefault(tool => Regex.IsMatch(refusal.Body, $@"(['""`]|(function|tool)\s){Regex.Escape(tool.Name)}([\\'""`:,.\s]|$)", RegexOptions.IgnoreCase));
        return named is null ? null
            : new LeftOut($"the tool '{named.Name}'", habits with { WithoutTools = habits.WithoutTools.Add(ChatRequestWriter.Key(named)) });
    }

    private static LeftOut? Member(ChatRefusal refusal, JsonObject request, VendorHabits habits)
    {
        var names = request.Select(static member => member.Key).Except(_needed).ToArray();
        var member = names.FirstOrDefault(name => name == Parameter(refusal))
            // Ordinary words may stand in any sentence; they count where it says that something is not taken.
            ?? names.FirstOrDefault(name => name.Contains('_', StringComparison.Ordinal) && IsNamed(refusal, name))
            ?? names.FirstOrDefault(name => NotTaken().IsMatch(refusal.Body) && IsNamed(refusal, name));
        return member switch
        {
            null => null,
            "max_tokens" when refusal.Body.Contains("max_completion_tokens", StringComparison.Ordinal) =>
                new LeftOut("max_tokens (it is max_completion_tokens there)", habits with { IsLengthRenamed = true }),
            "tools" => new LeftOut("tools", habits with { WithoutMembers = habits.WithoutMembers.Union(["tools", "tool_choice", "parallel_tool_calls"]) }),
            _ => new LeftOut(member, habits with { WithoutMembers = habits.WithoutMembers.Add(member) }),
        };
    }

    private static string? Parameter(ChatRefusal refusal)
    {
        var documents = LenientJson.Documents(Encoding.UTF8.GetBytes(refusal.Body), out _);
        var document = documents.Count == 0 ? default : LenientJson.Items(documents[0]).FirstOrDefault();
        return LenientJson.Text(LenientJson.Object(document, "error") ?? document, "param");
    }

    private static bool IsNamed(ChatRefusal refusal, string name) =>
        Regex.IsMatch(refusal.Body, $@"(?<![A-Za-z0-9_]){Regex.Escape(name)}(?![A-Za-z0-9_])");

    [GeneratedRegex(@"context.?(length|window|size)|too (large|long|many tokens)|maximum.{0,20}(length|tokens)|exceed", RegexOptions.IgnoreCase)]
    private static partial Regex TooLong();

    [GeneratedRegex(@"(?:tools|functions?_?declarations|functions)[^A-Za-z0-9]{1,4}(\d{1,4})(?![^A-Za-z0-9]{1,4}functions?_?declarations)", RegexOptions.IgnoreCase)]
    private static partial Regex ToolAt();

    [GeneratedRegex(@"reasoning_content|reasoning_details|(?<=')reasoning(?=')|(?<="")reasoning(?="")", RegexOptions.IgnoreCase)]
    private static partial Regex Thought();

    [GeneratedRegex("missing|must|require|need", RegexOptions.IgnoreCase)]
    private static partial Regex Missing();

    [GeneratedRegex(@"tool.?call.?id.{0,200}length of 9", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ShortIds();

    [GeneratedRegex("bad request|unprocessable|validation|support|unknown|unrecogni|unexpected|permitted|allowed|extra|invalid|param|argument|field", RegexOptions.IgnoreCase)]
    private static partial Regex Vague();

    [GeneratedRegex("support|unknown|unrecogni|unexpected|permitted|allowed|extra|invalid|param|argument|require|deprecated", RegexOptions.IgnoreCase)]
    private static partial Regex NotTaken();
}

/// <summary>What is left out of a request from now on.</summary>
/// <param name="What">For people.</param>
/// <param name="Habits">The vendor's, with that.</param>
internal sealed record LeftOut(string What, VendorHabits Habits);
