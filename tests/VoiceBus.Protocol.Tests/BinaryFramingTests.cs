using FsCheck.Xunit;

namespace VoiceBus.Protocol.Tests;

public sealed class BinaryFramingTests
{
    [Fact]
    public void Version_1_is_the_bare_packet()
    {
        Wrap(1, [7, 8, 9], 5).ShouldBe([7, 8, 9]);
        BinaryFraming.HeaderSize(1).ShouldBe(0);
    }

    [Fact]
    public void Version_2_is_16_bytes_big_endian() =>
        Wrap(2, [0xAA, 0xBB], 0x01020304).ShouldBe(
            [0, 2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 2, 0xAA, 0xBB]);

    [Fact]
    public void Version_3_is_4_bytes_big_endian()
    {
        var message = Wrap(3, new byte[0x0102], 99);
        message[..4].ShouldBe([0, 0, 1, 2]);
        message.Length.ShouldBe(0x0102 + 4);
    }

    [Fact]
    public void A_header_clears_what_the_buffer_held_before()
    {
        var buffer = Enumerable.Repeat((byte)0xFF, 16).ToArray();
        BinaryFraming.WriteHeader(2, buffer, 1, 0);
        buffer.ShouldBe([0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Theory]
    [InlineData(2, 15)]
    [InlineData(2, 0)]
    [InlineData(3, 3)]
    public void A_cut_header_is_refused(int version, int length)
    {
        BinaryFraming.TryUnwrap(version, new byte[length], out var payload, out _, out var error).ShouldBeFalse();
        payload.IsEmpty.ShouldBeTrue();
        error.ShouldNotBeNull().ShouldContain("header");
    }

    [Theory]
    [InlineData(new byte[] { 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1 }, 2)]
    [InlineData(new byte[] { 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1 }, 2)]
    [InlineData(new byte[] { 0, 0, 0xFF, 0xFF, 1 }, 3)]
    public void A_length_beyond_the_message_is_refused(byte[] message, int version)
    {
        BinaryFraming.TryUnwrap(version, message, out _, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("promises");
    }

    [Fact]
    public void Bytes_behind_the_promised_length_are_not_the_packet()
    {
        BinaryFraming.TryUnwrap(3, [0, 0, 0, 1, 42, 43], out var payload, out _, out _).ShouldBeTrue();
        payload.ToArray().ShouldBe([42]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public void An_unknown_version_says_so(int version)
    {
        BinaryFraming.IsSupported(version).ShouldBeFalse();
        BinaryFraming.TryUnwrap(version, new byte[32], out _, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNull().ShouldContain("1, 2 and 3");
        Should.Throw<ArgumentOutOfRangeException>(() => BinaryFraming.HeaderSize(version));
        Should.Throw<ArgumentOutOfRangeException>(() => BinaryFraming.WriteHeader(version, new byte[32], 1, 0));
    }

    [Fact]
    public void A_packet_too_long_for_version_3_is_refused_when_writing() =>
        Should.Throw<ArgumentOutOfRangeException>(() => BinaryFraming.WriteHeader(3, new byte[4], 65536, 0));

    [Fact]
    public void A_destination_too_short_is_refused_when_writing() =>
        Should.Throw<ArgumentException>(() => BinaryFraming.WriteHeader(2, new byte[15], 1, 0));

    [Fact]
    public void Unwrapping_and_writing_allocate_nothing()
    {
        var message = Wrap(2, new byte[200], 60);
        Cycle(message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Cycle(message);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Property]
    public bool What_is_wrapped_comes_back(byte version, byte[] packet, uint timestamp)
    {
        var v = (version % 3) + 1;
        return BinaryFraming.TryUnwrap(v, Wrap(v, packet, timestamp), out var payload, out var stamp, out var error)
            && payload.SequenceEqual(packet)
            && stamp == (v == 2 ? timestamp : 0)
            && error is null;
    }

    [Property(MaxTest = 500)]
    public bool Random_bytes_never_throw(int version, byte[] message)
    {
        // Odd numbers reach the parsers, even ones mostly the version check.
        var v = version % 2 == 0 ? version : Math.Abs(version % 3) + 1;
        var ok = BinaryFraming.TryUnwrap(v, message, out var payload, out _, out var error);
        return ok == (error is null) && payload.Length <= message.Length;
    }

    private static void Cycle(byte[] message)
    {
        BinaryFraming.WriteHeader(2, message, 200, 60);
        BinaryFraming.TryUnwrap(2, message, out _, out _, out _);
    }

    private static byte[] Wrap(int version, byte[] packet, uint timestamp)
    {
        var header = BinaryFraming.HeaderSize(version);
        var message = new byte[header + packet.Length];
        BinaryFraming.WriteHeader(version, message, packet.Length, timestamp);
        packet.CopyTo(message, header);
        return message;
    }
}
