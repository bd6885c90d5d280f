using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace VoiceBus.RabbitMq.Connection;

/// <summary>Whom to trust to be the broker.</summary>
internal static class BrokerTls
{
    /// <summary>TLS as the options want it: the machine's authorities, or only those of a file. The name must be the URL's.</summary>
    public static SslOption Option(RabbitMqOptions options)
    {
        var tls = new SslOption(options.Url.Host, enabled: true) { Version = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (options.CaFile is not { } file)
            return tls;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        tls.CertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is not null
            && (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && IsIssuedBy(authorities, certificate);
        return tls;
    }

    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var presented = new X509Certificate2(certificate);
        return chain.Build(presented);
    }
}
