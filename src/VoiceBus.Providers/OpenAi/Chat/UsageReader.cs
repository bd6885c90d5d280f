using System.Text.Json;
using Microsoft.Extensions.AI;
using VoiceBus.Providers.Json;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>Reads what an answer has cost. Pure.</summary>
internal static class UsageReader
{
    /// <summary>The tokens counted; null when none are.</summary>
    public static UsageDetails? Read(JsonElement? usage)
    {
        if (usage is null)
            return null;
        var read = new UsageDetails
        {
            InputTokenCount = Count(usage, "prompt_tokens") ?? Count(usage, "input_tokens"),
            OutputTokenCount = Count(usage, "completion_tokens") ?? Count(usage, "output_tokens"),
            TotalTokenCount = Count(usage, "total_tokens"),
            CachedInputTokenCount = Count(LenientJson.Object(usage, "prompt_tokens_details"), "cached_tokens") ?? Count(usage, "prompt_cache_hit_tokens"),
            ReasoningTokenCount = Count(LenientJson.Object(usage, "completion_tokens_details"), "reasoning_tokens"),
        };
        return read.InputTokenCount is null && read.OutputTokenCount is null && read.TotalTokenCount is null ? null : read;
    }

    private static long? Count(JsonElement? parent, string name) => LenientJson.Whole(LenientJson.Member(parent, name));
}
