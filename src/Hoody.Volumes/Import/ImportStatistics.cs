namespace Hoody.Volumes.Import;

/// <summary>What an import found, and what of it the store lacked.</summary>
/// <param name="Files">Regular files, one for each name.</param>
/// <param name="Directories">Directories, the imported one not counted.</param>
/// <param name="OtherEntries">Links, pipes, sockets and devices.</param>
/// <param name="LengthBytes">The files' lengths added up, holes included.</param>
/// <param name="BlobsNew">Blobs that the store did not hold.</param>
/// <param name="PlainBytesNew">Their length.</param>
/// <param name="StoredBytesNew">The length that they take in the store.</param>
/// <param name="EntriesKept">Entries of any type that <see cref="ImportOptions.StatCachePath"/> showed to be unchanged: nothing of them was read.</param>
public sealed record ImportStatistics(
    long Files, long Directories, long OtherEntries, long LengthBytes, long BlobsNew, long PlainBytesNew, long StoredBytesNew, long EntriesKept);
