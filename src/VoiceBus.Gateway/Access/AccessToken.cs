using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using VoiceBus.Core.Files;

namespace VoiceBus.Gateway.Access;

/// <summary>A token that was given, or is made when it is needed and kept in a file that only its owner can read. Thread-safe.</summary>
/// <param name="given">The token of the configuration, or null.</param>
/// <param name="variable">What gives it, for people.</param>
/// <param name="folder">Where a made one is kept.</param>
/// <param name="name">The file's name.</param>
public sealed class AccessToken(string? given, string variable, string folder, string name)
{
    private readonly string _file = Path.Combine(folder, name);
    private readonly Lock _gate = new();
    private string? _token = string.IsNullOrWhiteSpace(given) ? null : given.Trim();

    /// <summary>Whether the configuration gave it.</summary>
    public bool IsGiven { get; } = !string.IsNullOrWhiteSpace(given);

    /// <summary>Where it is to be found, for people.</summary>
    public string Place => IsGiven ? $"of {variable}" : $"in {_file}";

    /// <summary>The token if there is one yet; makes none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string? Find()
    {
        lock (_gate)
            return _token ??= File.Exists(_file) && File.ReadAllText(_file).Trim() is { Length: > 0 } kept ? kept : null;
    }

    /// <summary>The token; makes it if need be.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string Get()
    {
        lock (_gate)
            return Find() ?? (_token = Make());
    }

    private string Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        PrivateFolder.Ensure(folder);
        File.Delete(_file);
        using var file = new FileStream(_file, PrivateFolder.NewFile);
        file.Write(Encoding.ASCII.GetBytes(token + "\n"));
        file.Flush(flushToDisk: true);
        return token;
    }
}
