using VoiceBus.Speech.Native;

namespace VoiceBus.Speech.Tests.Native;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void AMissingLibraryNamesItsPackage() => NativeLibraries.Missing("libnothing.so.0", "libnothing0")
        .ShouldBe("libnothing.so.0 is missing: run ./voicebus setup, or install the Debian package libnothing0");

    [Fact]
    public void ALibraryThatIsThereIsNotMissing() => NativeLibraries.Missing("libopus.so.0", "libopus0").ShouldBeNull();
}
