using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>What every <see cref="IStorageBackend"/> does, as rules to verify one by one.</summary>
/// <remarks>
/// Not among them, since no call can tell: that an object survives a power cut, and that a failure of the place is a
/// <see cref="BackendException"/>.
/// </remarks>
public static class StorageBackendContract
{
    /// <summary>All rules. Each wants an empty place of its own; they may be verified in any order, and at one time.</summary>
    public static IReadOnlyList<ContractRule> Rules { get; } =
    [
        .. CreationRules.All,
        .. ReadingRules.All,
        .. DeletionRules.All,
        .. ListingRules.All,
        .. NamingRules.All,
        .. CancellationRules.All,
        .. SharingRules.All,
    ];
}
