using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Which stamps every later change is bound to alter, so that an equal one proves that there was none. Thread-safe.</summary>
/// <param name="start">When the work began, before anything was looked at.</param>
internal sealed class StampTrust(DateTimeOffset start)
{
    /// <summary>
    /// How much older than the work an entry has to be for its times to tell of every later change: as coarse as the clock of any file system is,
    /// and some more for a clock of its own that is a little behind.
    /// </summary>
    private static readonly TimeSpan s_granularity = TimeSpan.FromSeconds(2);

    private readonly UnixTime _before = ToUnixTime(start - s_granularity);

    /// <summary>Whether the times are old enough.</summary>
    public bool Trusts(in FileStamp stamp) => stamp.ModifiedTime < _before && stamp.ChangedTime < _before;

    private static UnixTime ToUnixTime(DateTimeOffset time) =>
        new(time.ToUnixTimeSeconds(), (int)(time.UtcTicks % TimeSpan.TicksPerSecond) * (int)TimeSpan.NanosecondsPerTick);
}
