namespace VoiceBus.EndToEnd.Tests.Support;

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicebus-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
