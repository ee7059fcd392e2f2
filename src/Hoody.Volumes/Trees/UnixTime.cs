using System.Globalization;

namespace Hoody.Volumes.Trees;

/// <summary>A moment as a Unix file system keeps it: nanoseconds, and any year.</summary>
public readonly record struct UnixTime : IComparable<UnixTime>
{
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Makes a time from the two numbers of a <c>timespec</c>.</summary>
    /// <param name="Seconds">Whole seconds since 1970-01-01T00:00:00Z, rounded down; negative before that.</param>
    /// <param name="Nanoseconds">The rest, 0 to 999,999,999; it counts forward, before 1970 too.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="Nanoseconds"/> is outside its range.</exception>
    public UnixTime(long Seconds, int Nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Nanoseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Nanoseconds, NanosecondsPerSecond);
        this.Seconds = Seconds;
        this.Nanoseconds = Nanoseconds;
    }

    /// <summary>Whole seconds since 1970-01-01T00:00:00Z, rounded down.</summary>
    public long Seconds { get; }

    /// <summary>Nanoseconds after <see cref="Seconds"/>, 0 to 999,999,999.</summary>
    public int Nanoseconds { get; }

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(UnixTime left, UnixTime right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(UnixTime left, UnixTime right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(UnixTime left, UnixTime right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(UnixTime left, UnixTime right) => left.CompareTo(right) >= 0;

    /// <summary>Takes the two numbers apart.</summary>
    public void Deconstruct(out long seconds, out int nanoseconds) => (seconds, nanoseconds) = (Seconds, Nanoseconds);

    /// <inheritdoc/>
    public int CompareTo(UnixTime other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>The time as seconds with nine decimals, as <c>date +%s.%N</c> prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds}.{Nanoseconds:D9}");
}
