using System.ComponentModel.DataAnnotations;
using System.Text;

namespace VoiceBus.RabbitMq;

/// <summary>A text of at most so many bytes of UTF-8: what travels in a frame is measured in bytes, not in characters.</summary>
/// <param name="bytes">The most.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MaxUtf8BytesAttribute(int bytes) : ValidationAttribute(() => $"The {{0}} must be at most {bytes} bytes of UTF-8.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not string text || Encoding.UTF8.GetByteCount(text) <= bytes;
}
