using System.Globalization;

namespace VoiceBus.Chaos.Nodes;

/// <summary>
/// What scripted providers say and at which pace. Shared by the nodes, which say it, and by the devices, which know from it
/// what a whole answer is.
/// </summary>
public static class Script
{
    /// <summary>Frames of one sentence, 60 ms each.</summary>
    public const int FramesPerSentence = 8;

    /// <summary>What the model is asked to make it answer the words before once more.</summary>
    public const string AskedBefore = "what I asked before";

    /// <summary>Names the folder in which a test asks for a provider to be held (<see cref="HoldAsync"/>).</summary>
    public const string HoldFolder = "VOICEBUS_CLUSTER_HOLD";

    /// <summary>How long a word of the model is in coming.</summary>
    public static readonly TimeSpan Word = TimeSpan.FromMilliseconds(8);

    /// <summary>How long a frame of speech is in coming.</summary>
    public static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(15);

    private static readonly string? _folder = Environment.GetEnvironmentVariable(HoldFolder);

    /// <summary>What the model answers.</summary>
    public static string[] Answer(string text) =>
        [$"First about {text}.", $"Then more about {text}.", "And this is the end."];

    /// <summary>What is understood of so much audio.</summary>
    public static string Understood(TimeSpan audio) =>
        string.Create(CultureInfo.InvariantCulture, $"{audio.TotalMilliseconds:0} ms of voice");

    /// <summary>
    /// A place where a test may want the worker dead: when it has put a file <c>hold-place</c> into the folder, the first
    /// process that comes here renames it to <c>held-place-pid</c> and goes no further until there is a file <c>go-place</c>.
    /// </summary>
    public static async ValueTask HoldAsync(string place, CancellationToken cancellationToken)
    {
        if (_folder is null || !File.Exists(Path.Combine(_folder, $"hold-{place}")))
            return;
        try
        {
            File.Move(Path.Combine(_folder, $"hold-{place}"), Path.Combine(_folder, $"held-{place}-{Environment.ProcessId}"));
        }
        catch (FileNotFoundException)
        {
            return; // Another process is held there.
        }
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(Path.Combine(_folder, $"go-{place}")))
            await look.WaitForNextTickAsync(cancellationToken);
    }
}
