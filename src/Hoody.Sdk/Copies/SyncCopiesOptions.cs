namespace Hoody.Sdk;

/// <summary>How several copies are synchronised.</summary>
public sealed record SyncCopiesOptions
{
    /// <summary>Gets how many syncs run at the same time, 1 to 64. Default: 4.</summary>
    public int MaxConcurrency
    {
        get;
        init => field = value is >= 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), "1 to 64 syncs at the same time.");
    } = 4;

    /// <summary>Gets how each sync is waited for; null for as long as it takes.</summary>
    public OperationWaitOptions? Wait { get; init; }
}
