using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VoiceBus.Gateway.Provisioning;

/// <summary>A version of dotted integers, compared part by part as devices do (protocol.md 6.2); nothing else is one.</summary>
internal sealed class FirmwareVersion : IComparable<FirmwareVersion>
{
    private const int MaxParts = 8;

    private readonly int[] _parts;
    private readonly string _text;

    private FirmwareVersion(int[] parts, string text)
    {
        _parts = parts;
        _text = text;
    }

    /// <summary>Reads a version; false for anything a device could not read.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FirmwareVersion? version)
    {
        version = null;
        var words = text.Split('.');
        if (words.Length > MaxParts)
            return false;
        var parts = new int[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out parts[i]))
                return false;
        }

        version = new FirmwareVersion(parts, text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(FirmwareVersion? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Min(_parts.Length, other._parts.Length); i++)
        {
            if (_parts[i] != other._parts[i])
                return _parts[i].CompareTo(other._parts[i]);
        }

        return _parts.Length.CompareTo(other._parts.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
