using VoiceBus.Core.Concurrency;
using VoiceBus.Core.Diagnostics;
using VoiceBus.Management.Languages;

namespace VoiceBus.Server;

/// <summary>What a start tells people about languages that nobody here understands or speaks.</summary>
internal static class LanguageNotice
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <summary>Writes a line for each; none where all is well, or on a worker.</summary>
    public static async Task WriteAsync(IServiceProvider services, TextWriter output)
    {
        if (services.GetService<LanguageWatch>() is not { } languages)
            return;
        foreach (var gap in (await FindAsync(languages, services)).Gaps)
            await output.WriteLineAsync($"voicebus: {gap.Sentence}");
    }

    private static async Task<LanguageCoverage> FindAsync(LanguageWatch languages, IServiceProvider services)
    {
        using var deadline = new DeadlineSource(
            _timeout, services.GetRequiredService<TimeProvider>(), new ExceptionGuard(services.GetRequiredService<IEventSink>(), "languages"));
        try
        {
            return await languages.RefreshAsync(deadline.Token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a driver throws: a start does not wait for a database, and who watches it tells that it is away.
            return languages.Now;
        }
    }
}
