using System.Globalization;

namespace Hoody.Volumes.Retention;

/// <summary>Applies rules to moments: pure arithmetic, so that it can be tested as such.</summary>
internal static class RetentionChoice
{
    /// <summary>What keeps each snapshot; <paramref name="newestFirst"/> is in order, the newest first.</summary>
    public static RetentionReasons[] Choose(RetentionRules rules, IReadOnlyList<DateTimeOffset> newestFirst)
    {
        RetentionReasons[] reasons = new RetentionReasons[newestFirst.Count];
        for (int i = 0; i < reasons.Length; i++)
        {
            reasons[i] |= i < Math.Max(1, rules.Last) ? RetentionReasons.Last : RetentionReasons.None;
            reasons[i] |= rules.Within > TimeSpan.Zero && newestFirst[0] - newestFirst[i] <= rules.Within ? RetentionReasons.Within : RetentionReasons.None;
        }

        DateTime[] local = [.. newestFirst.Select(time => TimeZoneInfo.ConvertTime(time, rules.TimeZone).DateTime)];
        KeepNewestOfEach(rules.Hourly, RetentionReasons.Hourly, time => time.Date.AddHours(time.Hour));
        KeepNewestOfEach(rules.Daily, RetentionReasons.Daily, time => time.Date);
        KeepNewestOfEach(rules.Weekly, RetentionReasons.Weekly, time => ISOWeek.ToDateTime(ISOWeek.GetYear(time), ISOWeek.GetWeekOfYear(time), DayOfWeek.Thursday));
        KeepNewestOfEach(rules.Monthly, RetentionReasons.Monthly, time => new DateTime(time.Year, time.Month, 1));
        KeepNewestOfEach(rules.Yearly, RetentionReasons.Yearly, time => new DateTime(time.Year, 1, 1));
        return reasons;

        void KeepNewestOfEach(int count, RetentionReasons reason, Func<DateTime, DateTime> periodOf)
        {
            // Not the one before alone: where clocks are set back, a period can come twice.
            HashSet<DateTime> periods = [];
            for (int i = 0; i < reasons.Length && periods.Count < count; i++)
            {
                reasons[i] |= periods.Add(periodOf(local[i])) ? reason : RetentionReasons.None;
            }
        }
    }
}
