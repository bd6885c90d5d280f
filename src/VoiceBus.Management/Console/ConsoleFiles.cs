using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace VoiceBus.Management.Console;

/// <summary>Serves the web console's files at <c>/</c>.</summary>
public static class ConsoleFiles
{
    // Beside the program, apart from the pages of an application that embeds it.
    private const string Folder = "voicebus-console";

    // Its own scripts, styles and pictures, this server and its socket, and nothing else.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self' blob:; "
        + "worker-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves them to browsers that ask again after an upgrade and show them in no other site's frame.</summary>
    public static void UseConsole(this WebApplication app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, Folder);
        if (!Directory.Exists(folder))
            return; // A host that left them out has an API and no pages.
        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = static file => Guard(file.Context.Response.Headers) });
    }

    private static void Guard(IHeaderDictionary headers)
    {
        // Its modules belong together; without this browsers guess how long an old one is good for.
        headers.CacheControl = "no-cache";
        // Without a token this machine's own browser may do everything: no foreign page may lead its user's clicks.
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
    }
}
