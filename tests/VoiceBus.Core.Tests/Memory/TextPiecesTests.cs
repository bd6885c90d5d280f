using FsCheck.Xunit;
using VoiceBus.Core.Memory;

namespace VoiceBus.Core.Tests.Memory;

public sealed class TextPiecesTests
{
    [Property]
    public void Pieces_are_short_make_the_whole_and_part_no_pair(string? text, byte most)
    {
        var (given, length) = ($"{text}😀{text}", Math.Max(2, most % 7));
        var rest = given.AsSpan();
        var pieces = new List<string>();
        while (!rest.IsEmpty)
            pieces.Add(TextPieces.Next(ref rest, length).ToString());

        string.Concat(pieces).ShouldBe(given);
        pieces.ShouldAllBe(piece => piece.Length > 0 && piece.Length <= length);
        for (var i = 1; i < pieces.Count; i++)
            (char.IsHighSurrogate(pieces[i - 1][^1]) && char.IsLowSurrogate(pieces[i][0])).ShouldBeFalse();
    }
}
