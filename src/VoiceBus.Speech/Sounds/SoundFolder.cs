using System.Runtime.CompilerServices;
using VoiceBus.Core.Audio;

namespace VoiceBus.Speech.Sounds;

/// <summary>
/// The sound files of a folder, called by their names without extension. Files may come and go; the folder is looked at again
/// after a few seconds. Thread-safe.
/// </summary>
/// <param name="folder">It need not exist.</param>
/// <param name="time">The clock.</param>
public sealed class SoundFolder(string folder, TimeProvider time) : ISoundLibrary
{
    private const int MaxSounds = 100;
    private static readonly TimeSpan _remembered = TimeSpan.FromSeconds(5);
    private static readonly string[] _extensions = [".wav", ".mp3", ".ogg", ".opus", ".oga", ".flac", ".aiff", ".aif"];

    private volatile Seen? _seen;

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => Look().Names;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> ReadAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Look().Paths.TryGetValue(name, out var path))
            throw new IOException($"there is no sound '{name}'");
        using var sound = SoundReader.Open(path);
        while (sound.TryRead(out var piece))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                piece.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
            }

            yield return piece;
        }

        await Task.CompletedTask;
    }

    private Seen Look()
    {
        var seen = _seen;
        if (seen is null || time.GetElapsedTime(seen.At) >= _remembered)
            _seen = seen = Read();
        return seen;
    }

    private Seen Read()
    {
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var there = new DirectoryInfo(folder);
        if (!there.Exists)
            return new Seen([], paths, time.GetTimestamp());
        try
        {
            foreach (var path in there.EnumerateFiles().Select(static file => file.FullName).Order(StringComparer.Ordinal))
                if (paths.Count < MaxSounds && _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                    paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It went or is closed to us: no sounds.
        }

        return new Seen([.. paths.Keys], paths, time.GetTimestamp());
    }

    private sealed record Seen(IReadOnlyList<string> Names, Dictionary<string, string> Paths, long At);
}
