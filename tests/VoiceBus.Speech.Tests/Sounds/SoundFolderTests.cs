using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using VoiceBus.Speech.Sounds;

namespace VoiceBus.Speech.Tests.Sounds;

/// <summary>Real files of every kind, written by the library that also reads them.</summary>
public sealed partial class SoundFolderTests : IDisposable
{
    private const int Wav = 0x010000 | 0x0002;
    private const int Flac = 0x170000 | 0x0002;
    private const int Vorbis = 0x200000 | 0x0060;
    private const int Opus = 0x200000 | 0x0064;
    private const int Mp3 = 0x230000 | 0x0082;

    private readonly string _folder = Directory.CreateTempSubdirectory("voicebus-sounds-").FullName;
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tone.wav", Wav, 44_100, 2)]
    [InlineData("tone.wav", Wav, 8_000, 1)]
    [InlineData("tone.flac", Flac, 48_000, 2)]
    [InlineData("tone.ogg", Vorbis, 44_100, 1)]
    [InlineData("tone.opus", Opus, 48_000, 2)]
    [InlineData("tone.mp3", Mp3, 44_100, 2)]
    public async Task Every_usual_kind_of_file_is_decoded(string file, int format, int rate, int channels)
    {
        Write(file, format, rate, channels);
        var samples = await ReadAsync("TONE");

        samples.Rate.ShouldBe(rate);
        (samples.Mono.Count / (double)rate).ShouldBeInRange(0.98, 1.15, "one second and what the format adds");
        // A tone of half the full scale; the beginning and the end belong to the codec.
        var middle = samples.Mono.Skip(rate / 4).Take(rate / 2).ToArray();
        ((double)middle.Max()).ShouldBeInRange(14_000, 18_500);
        Crossings(middle).ShouldBeInRange(218, 222, "440 Hz for half a second");
    }

    [Fact]
    public async Task What_is_no_sound_is_said()
    {
        File.WriteAllText(Path.Combine(_folder, "lie.mp3"), "This is a letter.");
        var sounds = new SoundFolder(_folder, _time);
        sounds.Names.ShouldBe(["lie"]);
        (await Should.ThrowAsync<IOException>(() => ReadAsync("lie"))).Message.ShouldStartWith("lie.mp3 cannot be decoded");
        (await Should.ThrowAsync<IOException>(() => ReadAsync("../lie"))).Message.ShouldBe("there is no sound '../lie'");
    }

    [Fact]
    public void The_folder_may_be_missing_and_may_fill()
    {
        var sounds = new SoundFolder(Path.Combine(_folder, "later"), _time);
        sounds.Names.ShouldBeEmpty();
        Directory.CreateDirectory(Path.Combine(_folder, "later"));
        File.WriteAllBytes(Path.Combine(_folder, "later", "b.wav"), []);
        File.WriteAllBytes(Path.Combine(_folder, "later", "a.ogg"), []);
        File.WriteAllBytes(Path.Combine(_folder, "later", "notes.txt"), []);
        sounds.Names.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(5));
        sounds.Names.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_missing_folder_is_no_exception_each_time_it_is_looked_at()
    {
        var thrown = 0;
        var here = Environment.CurrentManagedThreadId;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs args) =>
            thrown += Environment.CurrentManagedThreadId == here ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            var sounds = new SoundFolder(Path.Combine(_folder, "missing"), _time);
            for (var i = 0; i < 3; i++)
            {
                sounds.Names.ShouldBeEmpty();
                _time.Advance(TimeSpan.FromSeconds(5));
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        thrown.ShouldBe(0);
    }

    private async Task<(List<short> Mono, int Rate)> ReadAsync(string name)
    {
        var (mono, rate) = (new List<short>(), 0);
        await foreach (var frame in new SoundFolder(_folder, _time).ReadAsync(name, CancellationToken.None))
        {
            using (frame)
            {
                mono.AddRange(frame.Samples);
                rate = frame.SampleRate;
            }
        }

        return (mono, rate);
    }

    private static int Crossings(short[] samples)
    {
        var count = 0;
        for (var i = 1; i < samples.Length; i++)
            count += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        return count;
    }

    private unsafe void Write(string file, int format, int rate, int channels)
    {
        const int write = 0x20;
        var info = new LibSndfile.Info { SampleRate = rate, Channels = channels, Format = format };
        using var sound = LibSndfile.Open(Path.Combine(_folder, file), write, ref info);
        sound.IsInvalid.ShouldBeFalse(Marshal.PtrToStringUTF8(LibSndfile.Error(0)));
        var samples = new float[rate * channels];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (float)(0.5 * Math.Sin(2 * Math.PI * 440 * (i / channels) / rate));
        fixed (float* at = samples)
            WriteFrames(sound, at, rate).ShouldBe(rate);
    }

    [LibraryImport(LibSndfile.Library, EntryPoint = "sf_writef_float")]
    private static unsafe partial long WriteFrames(SoundHandle sound, float* samples, long frames);
}
