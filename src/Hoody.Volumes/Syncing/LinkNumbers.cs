using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>New numbers for hard-link groups of the source, where the target has the old number for another file.</summary>
/// <remarks>
/// All names of a file have equal entries. If a number means one file in the source and another in the target, then no entry that the two
/// trees have alike has it, and at least one of them changed every entry that has it since the base. So looking at the differences to the base is enough.
/// Holds an entry for each group in them.
/// </remarks>
internal sealed class LinkNumbers
{
    private const string Context = "Hoody.Volumes 2026-11-28 hard links of a merged tree v1";

    private readonly Dictionary<ulong, ulong> _renumbered = [];

    private LinkNumbers()
    {
    }

    /// <summary>Whether every group of the source keeps its number.</summary>
    public bool AreKept => _renumbered.Count == 0;

    /// <summary>Compares the groups of what source and target have changed.</summary>
    public static async Task<LinkNumbers> FindAsync(BlobStore blobs, EntryTriple roots, EntryBudget entries, CancellationToken cancellationToken)
    {
        LinkNumbers numbers = new();
        if (roots is not { Source: { } sourceRoot, Target: { } targetRoot })
        {
            return numbers;
        }

        Dictionary<ulong, TreeEntry> source = await CollectAsync(blobs, roots.Base, sourceRoot, entries, cancellationToken).ConfigureAwait(false);
        if (source.Count == 0)
        {
            return numbers;
        }

        Dictionary<ulong, TreeEntry> target = await CollectAsync(blobs, roots.Base, targetRoot, entries, cancellationToken).ConfigureAwait(false);
        foreach ((ulong number, TreeEntry file) in source)
        {
            if (target.TryGetValue(number, out TreeEntry? other) && file with { Name = other.Name } != other)
            {
                numbers._renumbered.Add(number, NewNumber(number, candidate => source.ContainsKey(candidate) || target.ContainsKey(candidate)));
            }
        }

        return numbers;
    }

    /// <summary>The source's entry as the merged tree has it.</summary>
    public TreeEntry Renumber(TreeEntry entry) =>
        _renumbered.TryGetValue(entry.HardLinkGroup, out ulong number) ? entry with { HardLinkGroup = number } : entry;

    private static async Task<Dictionary<ulong, TreeEntry>> CollectAsync(
        BlobStore blobs, TreeEntry? before, TreeEntry after, EntryBudget entries, CancellationToken cancellationToken)
    {
        Dictionary<ulong, TreeEntry> groups = [];
        await foreach (TreeChange change in new TreeDiffer(blobs).CompareAsync(before, after, cancellationToken).ConfigureAwait(false))
        {
            entries.Take(change.Path);
            if (change.After is { HardLinkGroup: not 0 } entry)
            {
                groups.TryAdd(entry.HardLinkGroup, entry);
            }
        }

        return groups;
    }

    // The same for the same two trees: a plan that is made twice is applied to one result.
    private static ulong NewNumber(ulong number, Func<ulong, bool> isTaken)
    {
        Span<byte> input = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(input, number);
        using Blake3Hasher hasher = Blake3Hasher.CreateDeriveKey(Context);
        hasher.Append(input);
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        hasher.Finish().CopyTo(digest);
        ulong candidate = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        while (candidate == 0 || isTaken(candidate))
        {
            candidate++;
        }

        return candidate;
    }
}
