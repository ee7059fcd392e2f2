namespace Hoody.Volumes.Retention;

/// <summary>Which snapshots of one volume to keep: what any of the rules asks for.</summary>
/// <remarks>
/// Ages are counted back from the newest snapshot, not from now: a volume of which no snapshot was taken for a year loses none of its last ones, and a
/// clock that is wrong when snapshots expire deletes nothing. For the same reason the newest one is kept whatever the rules. But one that was taken while the clock
/// was ahead is the newest until that time has come, and takes the place of later ones: look at the times of the plan, and delete its ref.
/// </remarks>
public sealed record RetentionRules
{
    /// <summary>Keep so many of the newest snapshots.</summary>
    public int Last { get; init; }

    /// <summary>Of each of the newest so many hours that have snapshots, keep the newest one.</summary>
    public int Hourly { get; init; }

    /// <summary>Of each of the newest so many days that have snapshots, keep the newest one.</summary>
    public int Daily { get; init; }

    /// <summary>Of each of the newest so many weeks (ISO 8601: they begin on Monday) that have snapshots, keep the newest one.</summary>
    public int Weekly { get; init; }

    /// <summary>Of each of the newest so many months that have snapshots, keep the newest one.</summary>
    public int Monthly { get; init; }

    /// <summary>Of each of the newest so many years that have snapshots, keep the newest one.</summary>
    public int Yearly { get; init; }

    /// <summary>Keep all that are at most so much older than the newest one.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>Where hours, days, weeks, months and years begin; UTC unless set.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Refuses rules that say nothing, or what cannot be meant.</summary>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Last);
        ArgumentOutOfRangeException.ThrowIfNegative(Hourly);
        ArgumentOutOfRangeException.ThrowIfNegative(Daily);
        ArgumentOutOfRangeException.ThrowIfNegative(Weekly);
        ArgumentOutOfRangeException.ThrowIfNegative(Monthly);
        ArgumentOutOfRangeException.ThrowIfNegative(Yearly);
        ArgumentOutOfRangeException.ThrowIfLessThan(Within, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeZone);
        if (this == new RetentionRules { TimeZone = TimeZone })
        {
            throw new ArgumentException("The rules keep nothing but the newest snapshot: set at least one of them, for that Last = 1.");
        }
    }
}
