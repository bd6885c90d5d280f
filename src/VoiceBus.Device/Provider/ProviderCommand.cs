using System.CommandLine;

namespace VoiceBus.Device.Provider;

/// <summary>The command line of <c>provider</c>: which providers a server has, and whether one of them works.</summary>
internal static class ProviderCommand
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    public static Command Build()
    {
        var server = new Option<Uri>("--url")
        {
            Description = "The server, http://host:port.",
            CustomParser = static result => Parse(result.Tokens[0].Value, result.AddError),
            DefaultValueFactory = static _ => new Uri("http://127.0.0.1:8000/"),
        };
        var token = AdminToken.Option();
        var name = new Argument<string>("name") { Description = "The provider's name, or service/name where several services have one of that name." };

        var list = new Command("list", "Lists the providers there are, and the types that can be configured.") { server, token };
        list.SetAction((parsed, ct) => RunAsync(parsed, parsed.GetValue(server)!, parsed.GetValue(token), (report, inner) => report.ListAsync(inner), ct));
        var test = new Command("test", "Asks one provider for something small, for real: it recognises a word, says one, or answers one.") { name, server, token };
        test.SetAction((parsed, ct) => RunAsync(parsed, parsed.GetValue(server)!, parsed.GetValue(token), (report, inner) => report.TestAsync(parsed.GetValue(name)!, inner), ct));
        return new Command("provider", "Looks at the providers of a server.") { list, test };
    }

    // The socket's address means the same server.
    private static Uri? Parse(string text, Action<string> refuse)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ws" or "wss")
            return new Uri($"{(url.Scheme is "https" or "wss" ? "https" : "http")}://{url.Authority}/");
        refuse($"--url must be http://host:port, not '{text}'");
        return null;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Uri server, string? token, Func<ProviderReport, CancellationToken, Task<bool>> work, CancellationToken ct)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = server, Timeout = _timeout };
        if (AdminToken.For(server, token) is { } known)
            http.DefaultRequestHeaders.Authorization = new("Bearer", known);
        try
        {
            return await work(new ProviderReport(http, parsed.InvocationConfiguration.Output), ct) ? ExitCodes.Good : ExitCodes.Failed;
        }
        catch (Exception failure) when (failure is HttpRequestException or InvalidDataException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{server}: {failure.Message}");
            return ExitCodes.Failed;
        }
    }
}
