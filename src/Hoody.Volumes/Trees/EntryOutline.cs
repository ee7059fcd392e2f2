using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>What the totals and the content-only id of a directory need to know of one of its entries.</summary>
/// <param name="Type">What the entry is.</param>
/// <param name="Length">A file's length in bytes.</param>
/// <param name="Totals">What lies below a directory.</param>
/// <param name="ContentOnlyId">The entry's content-only id.</param>
internal readonly record struct EntryOutline(EntryType Type, long Length, TreeTotals Totals, BlobId ContentOnlyId);
