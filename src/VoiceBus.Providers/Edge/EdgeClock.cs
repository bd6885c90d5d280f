using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VoiceBus.Providers.Edge;

/// <summary>
/// The service's time, by which requests are signed: this machine's, until the service has said that it is wrong. Thread-safe.
/// </summary>
/// <param name="time">This machine's clock.</param>
internal sealed class EdgeClock(TimeProvider time)
{
    // From 1601, where the count begins, to 1970; and how long a signature holds.
    private const long Epoch = 11_644_473_600;
    private const long Validity = 300;
    private const long TicksPerSecond = 10_000_000;

    private long _skew;

    /// <summary>The time as scripts of a page write it.</summary>
    public string Timestamp =>
        Now.ToString("ddd MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", CultureInfo.InvariantCulture);

    private DateTimeOffset Now => time.GetUtcNow().AddTicks(Volatile.Read(ref _skew));

    /// <summary>The service has told its time.</summary>
    public void Set(DateTimeOffset told) => Volatile.Write(ref _skew, (told - time.GetUtcNow()).Ticks);

    /// <summary>The signature of a request, <c>Sec-MS-GEC</c>.</summary>
    public string Sign(string token)
    {
        var seconds = Now.ToUnixTimeSeconds() + Epoch;
        var signed = string.Create(CultureInfo.InvariantCulture, $"{(seconds - (seconds % Validity)) * TicksPerSecond}{token}");
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(signed)));
    }
}
