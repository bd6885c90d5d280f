using System.ComponentModel.DataAnnotations;

namespace VoiceBus;

/// <summary>An address must be absolute and of one of these schemes; null passes.</summary>
/// <param name="schemes">Such as <c>http</c> and <c>https</c>, in lower case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UriSchemesAttribute(params string[] schemes) : ValidationAttribute
{
    /// <summary>The schemes allowed.</summary>
    public IReadOnlyList<string> Schemes { get; } = schemes;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is null || (value is Uri { IsAbsoluteUri: true } address && Schemes.Contains(address.Scheme) && address.Host.Length > 0);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        $"must be an address that begins with {string.Join(" or ", Schemes.Select(static scheme => $"{scheme}://"))}";
}
