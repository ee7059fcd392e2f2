using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hoody.Volumes.Retention;

namespace Hoody.Volumes.Tests.Retention;

public sealed class RetentionChoiceTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Each_rule_keeps_the_newest_of_its_periods()
    {
        DateTimeOffset[] newestFirst =
        [
            At(2026, 3, 2, 15, 40), // a Monday
            At(2026, 3, 2, 15, 10),
            At(2026, 3, 2, 14, 0),
            At(2026, 3, 1, 23, 59), // the Sunday before it: another week
            At(2026, 2, 24, 8, 0),
            At(2025, 12, 31, 23, 0),
            At(2024, 12, 30, 1, 0), // in the first ISO week of 2025
        ];

        Assert.Equal([0], Kept(new RetentionRules { Last = 1 }));
        Assert.Equal([0, 1, 2], Kept(new RetentionRules { Last = 3 }));
        Assert.Equal([0, 2, 3], Kept(new RetentionRules { Hourly = 3 }));
        Assert.Equal([0, 3, 4], Kept(new RetentionRules { Daily = 3 }));
        Assert.Equal([0, 3, 5], Kept(new RetentionRules { Weekly = 3 }));
        Assert.Equal([0, 4, 5], Kept(new RetentionRules { Monthly = 3 }));
        Assert.Equal([0, 5, 6], Kept(new RetentionRules { Yearly = 9 }));
        Assert.Equal([0, 1, 2, 3], Kept(new RetentionRules { Within = TimeSpan.FromDays(1) }));

        int[] Kept(RetentionRules rules) => KeptOf(rules, newestFirst);
    }

    [Fact]
    public void Periods_begin_where_the_time_zone_says()
    {
        // Two moments of one day in UTC, of two days in Kiritimati, fourteen hours ahead.
        DateTimeOffset[] newestFirst = [At(2026, 3, 2, 15, 0), At(2026, 3, 2, 5, 0)];
        TimeZoneInfo ahead = TimeZoneInfo.CreateCustomTimeZone("ahead", TimeSpan.FromHours(14), null, null);

        Assert.Equal([0], KeptOf(new RetentionRules { Daily = 2 }, newestFirst));
        Assert.Equal([0, 1], KeptOf(new RetentionRules { Daily = 2, TimeZone = ahead }, newestFirst));
    }

    [Fact]
    public void A_pause_deletes_nothing_that_was_kept_before_it()
    {
        // Ages are counted from the newest: whether the plan is made today or in ten years is the same.
        DateTimeOffset[] newestFirst = [At(2016, 5, 3, 0, 0), At(2016, 5, 2, 0, 0), At(2016, 5, 1, 0, 0)];

        Assert.Equal([0, 1, 2], KeptOf(new RetentionRules { Within = TimeSpan.FromDays(2) }, newestFirst));
    }

    [Property]
    public Property The_newest_always_stays() => ForAll((rules, times) => times.Length == 0 || KeptOf(rules, times)[0] == 0);

    [Property]
    public Property Choosing_again_among_what_was_kept_expires_nothing() => ForAll((rules, times) =>
    {
        DateTimeOffset[] kept = [.. KeptOf(rules, times).Select(i => times[i])];
        return KeptOf(rules, kept).Length == kept.Length;
    });

    [Property]
    public Property A_more_generous_rule_keeps_no_less() => ForAll((rules, times) =>
    {
        RetentionRules more = rules with { Last = rules.Last + 1, Daily = rules.Daily + 1, Yearly = rules.Yearly + 2, Within = rules.Within * 2 };
        return KeptOf(rules, times).All(KeptOf(more, times).Contains);
    });

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    private static int[] KeptOf(RetentionRules rules, DateTimeOffset[] newestFirst)
    {
        RetentionReasons[] reasons = RetentionChoice.Choose(rules, newestFirst);
        return [.. Enumerable.Range(0, reasons.Length).Where(i => reasons[i] != RetentionReasons.None)];
    }

    private static Property ForAll(Func<RetentionRules, DateTimeOffset[], bool> law)
    {
        Gen<int> count = Gen.Choose(0, 4);
        Gen<RetentionRules> rules =
            from last in count
            from hourly in count
            from daily in count
            from weekly in count
            from monthly in count
            from yearly in count
            from hours in Gen.Choose(0, 100)
            select new RetentionRules
            {
                Last = last, Hourly = hourly, Daily = daily, Weekly = weekly, Monthly = monthly, Yearly = yearly, Within = TimeSpan.FromHours(hours),
            };

        // From minutes apart to months apart, so that every kind of period has one, several, or none.
        Gen<DateTimeOffset[]> times =
            from scale in Gen.Elements(1, 30, 600, 10_000, 50_000)
            from minutes in Gen.Choose(0, 40).ListOf()
            select minutes.Select(minute => s_start.AddMinutes(minute * scale)).OrderDescending().ToArray();
        return Prop.ForAll(rules.ToArbitrary(), times.ToArbitrary(), law);
    }
}
