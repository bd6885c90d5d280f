namespace VoiceBus.Core.Files;

/// <summary>The folder of what must survive a restart; what is written there only its owner can read.</summary>
public static class PrivateFolder
{
    /// <summary>Opens a new file of mode 0600, written through to the disk when flushed.</summary>
    public static FileStreamOptions NewFile
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }

    /// <summary>Makes the folder, mode 0700, if it is not there.</summary>
    public static void Ensure(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
