using System.Globalization;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Edge;

/// <summary>Says why the service failed. Of one attempt to connect: it remembers the refusal.</summary>
internal sealed class EdgeErrors(VendorContext context) : ProviderErrors(context)
{
    /// <summary>The service's time, when it has refused for a wrong signature.</summary>
    public DateTimeOffset? ToldTime { get; private set; }

    /// <inheritdoc/>
    public override ProviderException Refused(HandshakeRefusal refusal)
    {
        if (refusal.Status != 403)
            return base.Refused(refusal);
        if (DateTimeOffset.TryParse(refusal.Header("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var told))
            ToldTime = told;
        return Fail(
            FailureKind.Unauthorized,
            false,
            "was refused (403): the service takes browsers only; try a newer browser_version, or use another voice",
            refusal.Said);
    }

    /// <summary>A sentence ended without sound.</summary>
    public ProviderException NoSound(string voice) => Fail(
        FailureKind.BadResponse, true, $"gave no sound: check that the voice {voice} exists and speaks the text's language");
}
