using System.Collections.Immutable;

namespace VoiceBus.Providers.OpenAi.Chat;

/// <summary>What was learned of a vendor by its refusals. Immutable.</summary>
internal sealed record VendorHabits
{
    /// <summary>Nothing is known yet.</summary>
    public static VendorHabits None { get; } = new();

    /// <summary>Members of the request that are left out.</summary>
    public ImmutableHashSet<string> WithoutMembers { get; init; } = [];

    /// <summary>Tools that are left out: name and schema, as another schema may be welcome.</summary>
    public ImmutableHashSet<string> WithoutTools { get; init; } = [];

    /// <summary>The length of a reply is called <c>max_completion_tokens</c>.</summary>
    public bool IsLengthRenamed { get; init; }

    /// <summary>Thoughts go back with the calls they led to.</summary>
    public bool TakesThoughts { get; init; } = true;

    /// <summary>Calls without a thought get an empty one, in this member; null where none is missed.</summary>
    public string? MissedThought { get; init; }

    /// <summary>Ids of tool calls are nine letters and digits.</summary>
    public bool HasShortIds { get; init; }

    /// <summary>The address that answered; null while none has.</summary>
    public Uri? Address { get; init; }

    /// <summary>Whether a request with everything in it has been answered, or was tried without for nothing: a refusal is no riddle then.</summary>
    public bool IsProven { get; init; }

    /// <summary>What both know.</summary>
    public VendorHabits And(VendorHabits other) => this with
    {
        WithoutMembers = WithoutMembers.Union(other.WithoutMembers),
        WithoutTools = WithoutTools.Union(other.WithoutTools),
        IsLengthRenamed = IsLengthRenamed || other.IsLengthRenamed,
        TakesThoughts = TakesThoughts && other.TakesThoughts,
        MissedThought = other.MissedThought ?? MissedThought,
        HasShortIds = HasShortIds || other.HasShortIds,
        Address = other.Address ?? Address,
        IsProven = IsProven || other.IsProven,
    };
}
