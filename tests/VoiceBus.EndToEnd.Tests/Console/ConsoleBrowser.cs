using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using VoiceBus.EndToEnd.Tests.Support;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>
/// The real server with embedded speech, and Debian's Chromium without a window, with a microphone that plays a recording once, each time it
/// is opened.
/// </summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    /// <summary>Silence before the recording: the page needs a moment to listen.</summary>
    internal static readonly TimeSpan Lead = TimeSpan.FromSeconds(0.5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voicebus-console-");
    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    internal static Recording Said => RecordedSpeech.GoForward;

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>Where screenshots are kept as test output.</summary>
    internal static string Screenshots { get; } = Path.Combine(ProjectFolder(), "TestResults", "screenshots");

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(null, "--VoiceBus:Data", Path.Combine(_folder.FullName, "data"));
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium-headless-shell",
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                $"--use-file-for-fake-audio-capture={WriteMicrophone()}%noloop",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _chromium!.CloseAsync();
        _playwright!.Dispose();
        await Server.ShouldBecomeQuietAsync();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Opens the console, of another server if one is given, as somebody who was never there.</summary>
    internal async Task<ConsolePage> OpenAsync(string hash = "", BrowserNewContextOptions? options = null, RunningServer? server = null)
    {
        var context = await _chromium!.NewContextAsync(options ?? new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1360, Height = 880 },
            ColorScheme = ColorScheme.Light,
            Locale = "en-GB",
        });
        var page = new ConsolePage(await context.NewPageAsync());
        var answer = await page.Page.GotoAsync(new Uri((server ?? Server).Http, $"/#/{hash}").ToString());
        answer!.Ok.ShouldBeTrue($"the page was not served: {answer.Status}");
        return page;
    }

    private static string ProjectFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

    private string WriteMicrophone()
    {
        var at16 = AudioStreams.Resample(Said.Audio, 16_000);
        var path = Path.Combine(_folder.FullName, "microphone.wav");
        var lead = new short[(int)(Lead.TotalSeconds * 16_000)];
        new WavFile([.. lead, .. at16.Samples, .. new short[32_000]], 16_000).Write(path);
        return path;
    }
}

/// <summary>Tests that share the browser and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleBrowser>
{
    internal const string Name = "console";
}
