using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VoiceBus.Gateway.Transport;

namespace VoiceBus.Server.Tests.Transport;

public sealed class ReservedCloseCodesTests
{
    private static readonly byte[] _mask = [0xa1, 0xb2, 0xc3, 0xd4];

    // However the bytes come apart, codes that no frame may carry become 1000, and nothing else is changed.
    [Property(MaxTest = 300)]
    public Property Only_codes_of_close_frames_are_changed(int seed) => Prop.ToProperty(Holds(new Random(seed)));

    private static bool Holds(Random random)
    {
        var (sent, expected) = (new List<byte>(), new List<byte>());
        for (var frame = 0; frame < 6; frame++)
        {
            var opcode = random.Next(4) switch { 0 => 0x1, 1 => 0x2, 2 => 0x9, _ => 0x8 };
            var masked = random.Next(5) > 0;
            var payload = new byte[opcode >= 8 ? random.Next(126) : random.Next(3) switch { 0 => random.Next(126), 1 => random.Next(1000), _ => 70_000 }];
            random.NextBytes(payload);
            var known = (byte[])payload.Clone();
            if (opcode == 0x8 && payload.Length >= 2)
            {
                var code = (int[])[1000, 1001, 1005, 1006, 1015, 1012, 3000];
                var chosen = code[random.Next(code.Length)];
                (payload[0], payload[1]) = ((byte)(chosen >> 8), (byte)chosen);
                chosen = chosen is 1005 or 1006 or 1015 ? 1000 : chosen;
                (known[0], known[1]) = ((byte)(chosen >> 8), (byte)chosen);
            }

            sent.AddRange(Frame(opcode, payload, masked));
            expected.AddRange(Frame(opcode, known, masked));
        }

        var bytes = sent.ToArray();
        var codes = new ReservedCloseCodes();
        for (var at = 0; at < bytes.Length;)
        {
            var taken = Math.Min(bytes.Length - at, random.Next(3) == 0 ? 1 + random.Next(3) : 1 + random.Next(5000));
            codes.Follow(bytes.AsSpan(at, taken));
            at += taken;
        }

        return bytes.AsSpan().SequenceEqual(expected.ToArray());
    }

    private static IEnumerable<byte> Frame(int opcode, byte[] payload, bool masked)
    {
        yield return (byte)(0x80 | opcode);
        var bit = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            yield return (byte)(bit | payload.Length);
        }
        else if (payload.Length < 65536)
        {
            yield return (byte)(bit | 126);
            yield return (byte)(payload.Length >> 8);
            yield return (byte)payload.Length;
        }
        else
        {
            yield return (byte)(bit | 127);
            for (var shift = 56; shift >= 0; shift -= 8)
                yield return (byte)((long)payload.Length >> shift);
        }

        if (masked)
            foreach (var part in _mask)
                yield return part;
        for (var i = 0; i < payload.Length; i++)
            yield return masked ? (byte)(payload[i] ^ _mask[i % 4]) : payload[i];
    }
}
