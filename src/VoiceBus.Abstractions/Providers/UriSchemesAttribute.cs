using System.ComponentModel.DataAnnotations;

namespace VoiceBus;

/// <summary>
/// An address must be absolute, of one of these schemes and without user or password, which would be shown; null passes.
/// </summary>
/// <param name="schemes">Such as <c>http</c> and <c>https</c>, in lower case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UriSchemesAttribute(params string[] schemes) : ValidationAttribute
{
    /// <summary>The schemes allowed.</summary>
    public IReadOnlyList<string> Schemes { get; } = schemes;

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        $"must be an address that begins with {string.Join(" or ", Schemes.Select(static scheme => $"{scheme}://"))}";

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value switch
    {
        null => ValidationResult.Success,
        Uri { IsAbsoluteUri: true, UserInfo.Length: > 0 } => new ValidationResult("must carry no user name or password; the key is for that"),
        Uri { IsAbsoluteUri: true, Host.Length: > 0 } address when Schemes.Contains(address.Scheme) => ValidationResult.Success,
        _ => new ValidationResult(FormatErrorMessage(validationContext.DisplayName)),
    };
}
