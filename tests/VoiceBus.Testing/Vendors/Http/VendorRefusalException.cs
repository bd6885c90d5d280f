namespace VoiceBus.Testing.Vendors.Http;

/// <summary>What the vendor would refuse, and with which words.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The vendor's word for it.</param>
/// <param name="message">The vendor's words.</param>
public sealed class VendorRefusalException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The vendor's word for it.</summary>
    public string Code => code;
}
