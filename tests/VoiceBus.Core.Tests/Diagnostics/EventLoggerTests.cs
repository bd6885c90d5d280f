using Microsoft.Extensions.Logging;
using VoiceBus.Core.Diagnostics;

namespace VoiceBus.Core.Tests.Diagnostics;

public sealed class EventLoggerTests
{
    private readonly TextPolicy _text = new(isShown: false);
    private readonly Lines _lines = new();

    [Fact]
    public void A_fact_becomes_one_line_with_its_names_and_values()
    {
        new EventLogger(_lines, _text).OnEvent(new PoolExhausted("asr/moonshine", "s1", 5000, 2), default);

        _lines.ShouldHaveSingleItem().ShouldBe(
            (LogLevel.Warning, "PoolExhausted Pool=asr/moonshine, Owner=s1, WaitedMs=5000, MaxSize=2"));
    }

    [Fact]
    public void A_sink_can_filter_by_area_id_and_field()
    {
        new EventLogger(_lines, _text).OnEvent(new PoolExhausted("asr/moonshine", "s1", 5000, 2), default);

        var (category, id, state) = _lines.Known.ShouldHaveSingleItem();
        category.ShouldBe("VoiceBus.Pools");
        (id.Id, id.Name).ShouldBe((EventIdAttribute.Of(typeof(PoolExhausted)).Id, "PoolExhausted"));
        id.Id.ShouldBeGreaterThan(6000);
        state.ShouldBeAssignableTo<IReadOnlyList<KeyValuePair<string, object?>>>()!.ShouldContain(new KeyValuePair<string, object?>("WaitedMs", 5000.0));
    }

    [Fact]
    public void What_users_said_is_left_out_unless_asked_for()
    {
        var log = new EventLogger(_lines, _text);
        log.OnEvent(new Said("s1", "my secret"), default);
        _text.IsShown = true;
        log.OnEvent(new Said("s1", "my secret"), default);
        log.OnEvent(new Said("s1", null), default);

        _lines.ShouldBe([
            (LogLevel.Information, "Said Session=s1"),
            (LogLevel.Information, "Said Session=s1, Text=my secret"),
            (LogLevel.Information, "Said Session=s1"),
        ]);
    }

    [Fact]
    public void A_detail_costs_nothing_when_nobody_reads_details()
    {
        _lines.Lowest = LogLevel.Information;

        new EventLogger(_lines, _text).OnEvent(new CallCancelled("asr", "c", "s", "t", TimeSpan.Zero, TimeSpan.Zero, default), default);

        _lines.ShouldBeEmpty();
    }

    [Fact]
    public void Of_what_a_sender_causes_one_line_a_second_and_kind_says_how_many_there_were()
    {
        var log = new EventLogger(_lines, _text);
        var at = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < 1000; i++)
            log.OnEvent(new DeviceMessageIgnored("s1", $"{i}"), at.AddMilliseconds(i));
        log.OnEvent(new LimitReached("message_bytes", "d1", "a"), at.AddMilliseconds(999));
        log.OnEvent(new LimitReached("thing_bytes", "d1", "a"), at.AddMilliseconds(999));
        log.OnEvent(new DeviceMessageIgnored("s2", "later"), at.AddSeconds(1));
        log.OnEvent(new DeviceMessageIgnored("s2", "again"), at.AddSeconds(1.5));
        log.OnEvent(new Said("s1", null), at.AddSeconds(2));

        _lines.Select(line => line.Item2).ShouldBe([
            "DeviceMessageIgnored SessionId=s1, Reason=0, Times=1",
            "LimitReached Limit=message_bytes, Who=d1, Reason=a, Times=1",
            "LimitReached Limit=thing_bytes, Who=d1, Reason=a, Times=1",
            "DeviceMessageIgnored SessionId=s2, Reason=later, Times=1 (and 999 more like it since the last line)",
            "Said Session=s1",
            "DeviceMessageIgnored 1 more like the last line",
        ]);
    }

    [Fact]
    public void What_others_sent_begins_no_line_and_drives_no_terminal()
    {
        new EventLogger(_lines, _text).OnEvent(new DeviceRefused("aa", "x\u001b[31m\r\ny\u2028\u0085é"), default);

        _lines.ShouldHaveSingleItem().ShouldBe((LogLevel.Warning, "DeviceRefused DeviceId=aa, Reason=x\\u001b[31m\\u000d\\u000ay\\u2028\\u0085é"));
    }

    private sealed record Said(string Session, string? Text) : DiagnosticEvent;

    private sealed class Lines : List<(LogLevel, string)>, ILogger, ILoggerFactory
    {
        public List<(string Category, EventId Id, object? State)> Known { get; } = [];

        private string _category = "";

        public LogLevel Lowest { get; set; } = LogLevel.Trace;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Lowest;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Add((logLevel, formatter(state, exception)));
            Known.Add((_category, eventId, state));
        }

        public ILogger CreateLogger(string categoryName)
        {
            _category = categoryName;
            return this;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
