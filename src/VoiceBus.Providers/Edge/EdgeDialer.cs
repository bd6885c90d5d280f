using System.Security.Cryptography;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Edge;

/// <summary>Connects to the service as the browser does. Thread-safe.</summary>
internal sealed class EdgeDialer(EdgeOptions options, EdgeClock clock, VendorContext context)
{
    private const string Extension = "chrome-extension://jdiccldimpdaibmpdkjnbmckianbfold";
    private const int IdLength = 16;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="ProviderException">It cannot be opened, or was refused.</exception>
    public async Task<VendorSocket> DialAsync(CancellationToken cancellationToken)
    {
        var errors = new EdgeErrors(context);
        try
        {
            return await VendorDialer.DialAsync(Where(), errors, context, cancellationToken);
        }
        catch (ProviderException) when (errors.ToldTime is { } told)
        {
            // Signatures hold for minutes: a clock that is wrong by more is the usual reason, and it is put right once.
            clock.Set(told);
            return await VendorDialer.DialAsync(Where(), new EdgeErrors(context), context, cancellationToken);
        }
    }

    private VendorSocketOptions Where()
    {
        var id = Guid.CreateVersion7(context.Time.GetUtcNow()).ToString("N");
        var major = options.BrowserVersion.Split('.')[0];
        return new VendorSocketOptions
        {
            Url = new UriBuilder(options.Url)
            {
                Query = $"TrustedClientToken={options.TrustedClientToken}&Sec-MS-GEC={clock.Sign(options.TrustedClientToken)}"
                    + $"&Sec-MS-GEC-Version=1-{options.BrowserVersion}&ConnectionId={id}",
            }.Uri,
            Headers = new Dictionary<string, string>
            {
                ["Pragma"] = "no-cache",
                ["Cache-Control"] = "no-cache",
                ["Origin"] = Extension,
                ["Accept-Language"] = "en-US,en;q=0.9",
                ["User-Agent"] = $"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36 Edg/{major}.0.0.0",
                ["Cookie"] = $"muid={Convert.ToHexString(RandomNumberGenerator.GetBytes(IdLength))};",
            },
            ConnectTimeout = options.ConnectTimeout,
        };
    }
}
