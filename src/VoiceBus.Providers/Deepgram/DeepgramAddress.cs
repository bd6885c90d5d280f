using System.Globalization;
using VoiceBus.Providers.Connections;

namespace VoiceBus.Providers.Deepgram;

/// <summary>What is asked of Deepgram stands in the address.</summary>
internal static class DeepgramAddress
{
    /// <summary>Where and how an utterance is heard.</summary>
    public static VendorSocketOptions Of(DeepgramAsrOptions options, RecognitionRequest request)
    {
        List<(string Name, string Value)> query = [("model", options.Model), ("encoding", "linear16"), ("sample_rate", "16000")];
        var language = options.Language ?? request.Language;
        if (options.IsFlux)
        {
            Add("eot_threshold", options.EotThreshold);
            Add("eager_eot_threshold", options.EagerEotThreshold);
            Add("eot_timeout_ms", options.EotTimeoutMs);
            if (language is not null && options.Model.Contains("multi", StringComparison.OrdinalIgnoreCase))
                query.Add(("language_hint", language.Split('-')[0]));
        }
        else
        {
            query.AddRange([("channels", "1"), ("interim_results", "true"), ("punctuate", "true"), ("smart_format", options.SmartFormat ? "true" : "false")]);
            // Where an utterance pauses or ends is said to it.
            query.Add(("endpointing", "false"));
            if (language is not null)
                query.Add(("language", language));
        }

        // Models before nova-3 call them otherwise.
        var keyterm = options.IsFlux || options.Model.StartsWith("nova-3", StringComparison.OrdinalIgnoreCase) ? "keyterm" : "keywords";
        foreach (var word in options.Keyterms.Union(request.HotWords))
            query.Add((keyterm, word));
        if (options.MipOptOut)
            query.Add(("mip_opt_out", "true"));
        query.RemoveAll(ours => options.Parameters.ContainsKey(ours.Name));
        query.AddRange(options.Parameters.Select(static parameter => (parameter.Key, parameter.Value)));
        return Dial(options.Url, options.IsFlux ? "v2/listen" : "v1/listen", query, options.Key, options.ConnectTimeout, options.AllowUntrustedCertificate);

        void Add(string name, IFormattable? value)
        {
            if (value is not null)
                query.Add((name, value.ToString(null, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Where and how it speaks.</summary>
    public static VendorSocketOptions Of(DeepgramTtsOptions options, string model, string? speed)
    {
        List<(string Name, string Value)> query =
            [("model", model), ("encoding", "linear16"), ("sample_rate", options.SampleRate.ToString(CultureInfo.InvariantCulture))];
        if (speed is not null)
            query.Add(("speed", speed));
        if (options.MipOptOut)
            query.Add(("mip_opt_out", "true"));
        return Dial(options.Url, "v1/speak", query, options.Key, options.ConnectTimeout, options.AllowUntrustedCertificate);
    }

    private static VendorSocketOptions Dial(
        Uri url, string path, IEnumerable<(string Name, string Value)> query, string? key, TimeSpan connectTimeout, bool allowUntrusted) => new()
        {
            Url = new UriBuilder(url)
            {
                Path = $"{url.AbsolutePath.TrimEnd('/')}/{path}",
                Query = string.Join('&', query.Select(static item => $"{Uri.EscapeDataString(item.Name)}={Uri.EscapeDataString(item.Value)}")),
            }.Uri,
            Headers = string.IsNullOrEmpty(key) ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Authorization"] = $"Token {key}" },
            ConnectTimeout = connectTimeout,
            AllowUntrustedCertificate = allowUntrusted,
        };
}
