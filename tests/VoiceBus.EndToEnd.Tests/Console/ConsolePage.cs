using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>A tab with the console. Keeps what the page complains about; disposing closes it and asserts that it did not.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    /// <summary>How long a page may take to show something: a busy machine recognises and speaks meanwhile.</summary>
    private const float TimeoutMs = 90_000;

    private readonly ConcurrentQueue<string> _complaints = new();

    public ConsolePage(IPage page)
    {
        Page = page;
        Page.SetDefaultTimeout(TimeoutMs);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Complaints that a test has provoked on purpose contain this; null when there are none.</summary>
    public string? Provoked { get; set; }

    public ILocator this[string selector] => Page.Locator(selector);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task GoAsync(string hash) => Page.EvaluateAsync("hash => { location.hash = hash; }", $"/{hash}");

    /// <summary>Waits until an expression of the page's is true.</summary>
    // By default it is asked in every frame, and for that the browser draws sixty a second.
    public Task UntilAsync(string expression, object? argument = null) =>
        Page.WaitForFunctionAsync(expression, argument, new() { PollingInterval = 50 });

    public Task ShowsAsync(string selector) => this[selector].First.WaitForAsync();

    /// <summary>Waits until the first element of a kind has exactly this text.</summary>
    public Task SaysAsync(string selector, string text) =>
        UntilAsync("([selector, text]) => document.querySelector(selector)?.textContent === text", new[] { selector, text });

    public Task KeepAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ConsoleBrowser.Screenshots, $"{name}.png") });

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        _complaints.Where(complaint => Provoked is null || !complaint.Contains(Provoked, StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
