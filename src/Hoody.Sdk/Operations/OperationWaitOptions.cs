namespace Hoody.Sdk;

/// <summary>How one wait for an operation goes.</summary>
public sealed record OperationWaitOptions
{
    /// <summary>Gets how long to wait, more than zero; null for as long as it takes. The operation itself goes on in any case.</summary>
    public TimeSpan? Timeout
    {
        get;
        init => field = Require(value, nameof(Timeout));
    }

    /// <summary>Gets the time between two looks, more than zero; null for the growing one of <see cref="HoodyOperationOptions"/>.</summary>
    public TimeSpan? PollInterval
    {
        get;
        init => field = Require(value, nameof(PollInterval));
    }

    private static TimeSpan? Require(TimeSpan? value, string name) =>
        value is null || (value > TimeSpan.Zero && value.Value.TotalMilliseconds <= int.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(name, "More than zero, at most 24 days.");
}
