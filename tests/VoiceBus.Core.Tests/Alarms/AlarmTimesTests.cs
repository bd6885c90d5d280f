using VoiceBus.Core.Alarms;

namespace VoiceBus.Core.Tests.Alarms;

public sealed class AlarmTimesTests
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeOnly _seven = new(7, 0);

    [Theory]
    [InlineData("2026-06-10T04:00Z", AlarmDays.None, null, "2026-06-10T05:00Z")] // Wednesday, six in Berlin.
    [InlineData("2026-06-10T05:00Z", AlarmDays.None, null, "2026-06-11T05:00Z")] // Seven sharp is over.
    [InlineData("2026-06-10T04:00Z", AlarmDays.None, "2026-06-11", "2026-06-11T05:00Z")] // Tomorrow.
    [InlineData("2026-06-12T06:00Z", AlarmDays.Weekdays, null, "2026-06-15T05:00Z")] // Friday after seven.
    [InlineData("2026-06-12T06:00Z", AlarmDays.Weekend, null, "2026-06-13T05:00Z")]
    [InlineData("2026-06-10T06:00Z", AlarmDays.Wednesday, null, "2026-06-17T05:00Z")] // In a week.
    [InlineData("2026-03-28T07:00Z", AlarmDays.None, null, "2026-03-29T05:00Z")] // Summer time begins in the night.
    [InlineData("2026-10-24T06:00Z", AlarmDays.None, null, "2026-10-25T06:00Z")] // And ends.
    public void It_is_the_next_time_of_that_day_there(string now, AlarmDays days, string? from, string expected) => AlarmTimes.Next(
        DateTimeOffset.Parse(now), _seven, days, _berlin, from is null ? null : DateOnly.Parse(from)).ShouldBe(DateTimeOffset.Parse(expected));

    [Fact]
    public void A_time_that_the_clocks_leave_out_comes_as_much_later() => AlarmTimes.Next(
        DateTimeOffset.Parse("2026-03-28T12:00Z"), new TimeOnly(2, 30), AlarmDays.None, _berlin).ShouldBe(DateTimeOffset.Parse("2026-03-29T01:30Z"));

    [Fact]
    public void Every_day_is_one_day_after_the_other_for_a_year()
    {
        var now = DateTimeOffset.Parse("2026-01-01T00:00Z");
        for (var day = 0; day < 365; day++)
        {
            var next = AlarmTimes.Next(now, _seven, AlarmDays.Daily, _berlin);
            TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, _berlin).DateTime).ShouldBe(_seven);
            (next - now).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(25));
            now = next;
        }
    }
}
