namespace Hoody.Volumes.Retention;

/// <summary>The rules that keep a snapshot.</summary>
[Flags]
public enum RetentionReasons
{
    /// <summary>No rule: it expires.</summary>
    None = 0,

    /// <summary>It is one of the newest; the newest of all always is.</summary>
    Last = 1,

    /// <summary>It is the newest of its hour.</summary>
    Hourly = 2,

    /// <summary>It is the newest of its day.</summary>
    Daily = 4,

    /// <summary>It is the newest of its week.</summary>
    Weekly = 8,

    /// <summary>It is the newest of its month.</summary>
    Monthly = 16,

    /// <summary>It is the newest of its year.</summary>
    Yearly = 32,

    /// <summary>It is not old enough to expire.</summary>
    Within = 64,
}
