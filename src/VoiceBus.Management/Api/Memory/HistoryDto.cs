using VoiceBus.Core.Memory;

namespace VoiceBus.Management.Api.Memory;

/// <summary>What is remembered of what was said with a device.</summary>
/// <param name="DeviceId">The device.</param>
/// <param name="Kept">Whether what is said now is kept.</param>
/// <param name="Summary">What is left of older turns, or null.</param>
/// <param name="Turns">Oldest first.</param>
internal sealed record HistoryDto(string DeviceId, bool Kept, string? Summary, IReadOnlyList<HistoryTurnDto> Turns);

/// <summary>A turn.</summary>
/// <param name="Id">The turn's id.</param>
/// <param name="SessionId">The session it happened in.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="User">The user's words; empty for an announcement.</param>
/// <param name="Played">What the device really played.</param>
/// <param name="Ending">completed, interrupted or failed.</param>
/// <param name="Persona">Who spoke.</param>
internal sealed record HistoryTurnDto(
    string Id, string SessionId, DateTimeOffset At, string User, string Played, string Ending, string Persona)
{
    public static HistoryTurnDto From(HistoryTurn turn) => new(
        turn.Id, turn.SessionId, turn.At, turn.UserText, turn.PlayedText, turn.Ending, turn.Persona);
}

/// <summary>What was deleted.</summary>
/// <param name="Turns">How many turns.</param>
internal sealed record ErasedDto(int Turns);
