using Microsoft.Playwright;
using VoiceBus.Testing.Speech;

namespace VoiceBus.EndToEnd.Tests.Console;

/// <summary>A person at the talk page: speaks, types, listens, interrupts.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class TalkPageTests(ConsoleBrowser browser)
{
    private const string Hears = "() => window.voicebus.conversation.player.level > 0.01";

    [Fact]
    public async Task Hands_free_speech_is_understood_answered_aloud_and_drawn()
    {
        await using var page = await browser.OpenAsync("talk");
        await page.Button("Hands-free").ClickAsync();
        await page.Button("Switch the microphone on").ClickAsync();

        await page.ShowsAsync(".bubbles .user");
        await page.UntilAsync(Hears);
        await page.KeepAsync("talk-speaking");
        await ShouldShowWhatWasSaidAsync(page);
        await ShouldDrawServersTimelineAsync(page, "Recognition", "Model", "Synthesis", "Playing");
        await page.KeepAsync("talk");
        (await page.Page.EvaluateAsync<string>("() => window.voicebus.conversation.format")).ShouldBe("opus");
        await page.SaysAsync(".presence strong", "Listening");
    }

    [Fact]
    public async Task Press_to_talk_sends_what_is_said_while_pressed()
    {
        await using var page = await browser.OpenAsync("talk");
        await page[".mic"].HoverAsync();
        await page.Page.Mouse.DownAsync();
        var frames = (ConsoleBrowser.Lead + ConsoleBrowser.Said.Audio.Duration).TotalMilliseconds / 60;
        await page.UntilAsync("frames => window.voicebus.conversation.microphone.frames > frames", Math.Ceiling(frames));
        await page.KeepAsync("talk-listening");
        await page.Page.Mouse.UpAsync();

        await page.ShowsAsync(".bubbles .user");
        await page.UntilAsync(Hears);
        await ShouldShowWhatWasSaidAsync(page);
        await ShouldDrawServersTimelineAsync(page, "Recognition", "Model", "Synthesis", "Playing");
    }

    [Fact]
    public async Task Without_web_codecs_the_same_conversation_is_held_in_pcm()
    {
        await using var page = await browser.OpenAsync("talk");
        await page.Page.EvaluateAsync("() => { delete window.AudioEncoder; }");
        await TypeAsync(page, "What is twelve times seven?");

        await page.UntilAsync(Hears);
        await page.UntilAsync("() => /84/.test(document.querySelector('.bubbles .server')?.textContent)");
        (await page.Page.EvaluateAsync<string>("() => window.voicebus.conversation.hello.audio_params.format")).ShouldBe("pcm");
    }

    [Fact]
    public async Task Interrupting_silences_the_reply_and_the_turn_says_so()
    {
        await using var page = await browser.OpenAsync("talk");
        await TypeAsync(page, "Tell me a story");
        await page.UntilAsync(Hears);
        await page.Page.Keyboard.PressAsync("Escape");

        await page.UntilAsync("() => window.voicebus.conversation.player.remaining === 0");
        await page[".turn-card .pill"].Filter(new() { HasText = "Interrupted" }).WaitForAsync();
        await page.SaysAsync(".presence strong", "Ready");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Interrupt", Exact = true, Disabled = true }).WaitForAsync();
    }

    [Fact]
    public async Task A_reply_the_server_cuts_short_falls_silent_at_once_and_a_whole_one_plays_out()
    {
        await using var page = await browser.OpenAsync("talk");
        await TypeAsync(page, "What is twelve times seven?");
        await page.UntilAsync(Hears);
        await page.UntilAsync("() => window.voicebus.conversation.state === 'ready'");
        // A packet, and the stop right after it or when a packet of 60 ms, the lead of two and 200 ms have passed.
        var left = await page.Page.EvaluateAsync<double[]>(
            """
            async () => {
              const { conversation } = window.voicebus;
              const replyUntil = async wait => {
                conversation.receive({ type: 'tts', state: 'start' });
                // A minute of sound: however late a timer is, some is left.
                conversation.player.play(new Float32Array(60 * 24_000), 24_000);
                conversation.hears(new Uint8Array(120).buffer);
                if (wait) await new Promise(done => setTimeout(done, wait));
                conversation.receive({ type: 'tts', state: 'stop' });
                const { remaining } = conversation.player;
                conversation.silence();
                return remaining;
              };
              conversation.decoder = null;
              return [await replyUntil(0), await replyUntil(380)];
            }
            """);
        left[0].ShouldBe(0);
        left[1].ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_conversation_goes_on_while_other_pages_are_looked_at()
    {
        await using var page = await browser.OpenAsync("talk");
        await TypeAsync(page, "What is twelve times seven?");
        await page.GoAsync("bus");
        await page.UntilAsync(Hears);
        await page.GoAsync("talk");

        await page.UntilAsync("() => /84/.test(document.querySelector('.bubbles .server')?.textContent)");
        (await page[".bubbles .user"].TextContentAsync()).ShouldBe("What is twelve times seven?");
    }

    private static async Task TypeAsync(ConsolePage page, string words)
    {
        await page[".say input"].FillAsync(words);
        await page.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task ShouldShowWhatWasSaidAsync(ConsolePage page)
    {
        var shown = await page[".bubbles .user"].First.TextContentAsync();
        WordErrorRate.Of(ConsoleBrowser.Said.Words, shown!).ShouldBeLessThan(0.3, shown);
    }

    private static async Task ShouldDrawServersTimelineAsync(ConsolePage page, params string[] rows)
    {
        await page.ShowsAsync(".turn-card .waterfall");
        // The browser's own measure is shown first; the server's names the providers asked.
        await page.ShowsAsync(".turn-card .wf-name small");
        var names = await page[".turn-card .wf-name"].AllTextContentsAsync();
        foreach (var row in rows)
            names.ShouldContain(name => name.StartsWith(row, StringComparison.Ordinal), string.Join(", ", names));
        var widths = await page[".turn-card .wf-track i.work"].EvaluateAllAsync<double[]>("bars => bars.map(bar => bar.getBoundingClientRect().width)");
        widths.ShouldAllBe(width => width > 1);
    }
}
