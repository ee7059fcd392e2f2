namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>What a workload does to a store, one step after another.</summary>
internal enum StoreStep
{
    /// <summary>Collects garbage, and takes their leases from processes that were killed.</summary>
    Collect,

    /// <summary>Puts a tree and its chunk, without a ref.</summary>
    Put,

    /// <summary>Puts a tree and its chunk and points a ref to it.</summary>
    PutAndRef,

    /// <summary>Points the same ref to a tree that shares a chunk with the one before.</summary>
    PutMoreAndRef,

    /// <summary>Points a ref whose name lies below the other's to a third tree.</summary>
    PutAndOtherRef,

    DeleteRef,

    /// <summary>Two writers of one process put at the same time, more than one pack takes, and one points a ref to it.</summary>
    PutTogether,

    /// <summary>Another process puts, points a ref of its own, and is killed.</summary>
    PutByOther,

    /// <summary>Another process verifies the store, cannot read the directory of a pack, and quarantines it.</summary>
    Quarantine,

    /// <summary>Ends the process in order, and begins another.</summary>
    Reopen,

    /// <summary>Writes what is new as a run of the index, in parts of two entries, merged with the runs before.</summary>
    Compact,
}
