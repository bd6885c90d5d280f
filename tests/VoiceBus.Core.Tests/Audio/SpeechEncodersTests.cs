using VoiceBus.Core.Audio;
using VoiceBus.Testing.Speech;

namespace VoiceBus.Core.Tests.Audio;

public sealed class SpeechEncodersTests
{
    private static readonly AudioFormat _pcm = new(AudioCodec.Pcm, 16_000, 60);
    private readonly CountedCodecs _codecs = new();

    [Fact]
    public void One_that_came_back_is_rented_again_for_its_format_only()
    {
        using var encoders = new SpeechEncoders(_codecs);
        var first = encoders.Rent(AudioFormat.DefaultDownlink);
        encoders.Return(first);

        var other = encoders.Rent(_pcm);
        other.Format.ShouldBe(_pcm);
        encoders.Rent(AudioFormat.DefaultDownlink).ShouldBeSameAs(first);
        encoders.Rent(AudioFormat.DefaultDownlink).ShouldNotBeSameAs(first);
        encoders.Return(other);
        encoders.Rent(_pcm).ShouldBeSameAs(other);
    }

    [Fact]
    public void What_a_speech_left_behind_is_not_heard_in_the_next_one()
    {
        using var encoders = new SpeechEncoders(_codecs);
        var speech = encoders.Rent(AudioFormat.DefaultDownlink);
        speech.Add(Enumerable.Repeat((short)9, 2000).ToArray(), 24_000);
        encoders.Return(speech);

        var next = encoders.Rent(AudioFormat.DefaultDownlink);
        next.TryTake(out _).ShouldBeFalse();
        next.Flush();
        next.TryTake(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_few_are_kept_and_the_one_idle_longest_goes_first()
    {
        using var encoders = new SpeechEncoders(_codecs);
        encoders.Return(encoders.Rent(_pcm));
        var rented = Enumerable.Range(0, 40).Select(_ => encoders.Rent(AudioFormat.DefaultDownlink)).ToList();
        rented.ForEach(encoders.Return);

        _codecs.Open.ShouldBe(16);
        var made = _codecs.Made;
        encoders.Return(encoders.Rent(AudioFormat.DefaultDownlink));
        _codecs.Made.ShouldBe(made);
        encoders.Return(encoders.Rent(_pcm));
        _codecs.Made.ShouldBe(made + 1, "nobody asked for the other format meanwhile");
    }

    [Fact]
    public void One_that_comes_back_too_late_is_let_go()
    {
        var encoders = new SpeechEncoders(_codecs);
        var late = encoders.Rent(_pcm);
        encoders.Return(encoders.Rent(_pcm));
        encoders.Dispose();
        _codecs.Open.ShouldBe(1);
        encoders.Return(late);
        _codecs.Open.ShouldBe(0);
    }

    [Fact]
    public void Many_may_rent_at_the_same_time_and_none_is_rented_twice()
    {
        using var encoders = new SpeechEncoders(_codecs);
        var rented = new System.Collections.Concurrent.ConcurrentDictionary<SpeechEncoder, bool>();
        Parallel.For(0, 20_000, _ =>
        {
            var encoder = encoders.Rent(AudioFormat.DefaultDownlink);
            rented.TryAdd(encoder, true).ShouldBeTrue();
            rented.TryRemove(encoder, out var mine);
            encoders.Return(encoder);
        });
        _codecs.Open.ShouldBeInRange(1, 16);
    }
}
