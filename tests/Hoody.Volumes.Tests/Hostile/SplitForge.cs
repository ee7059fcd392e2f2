using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>A directory of 300 files as a correct writer splits it, what its index says of its nodes being free to change.</summary>
internal sealed class SplitForge
{
    private const int EntryCount = 300;

    private readonly Forge _forge;

    private SplitForge(Forge forge) => _forge = forge;

    /// <summary>What the index will say.</summary>
    public List<DirectoryChild> Children { get; } = [];

    public static async Task<SplitForge> CreateAsync(Forge forge)
    {
        SplitForge split = new(forge);
        TreeEntry file = await forge.FileAsync("a");
        TreeEntry[] entries = [.. Enumerable.Range(0, EntryCount).Select(number => file with { Name = new EntryName($"{number:D6}") })];
        int start = 0;
        foreach (int length in SplitModel.Cut([.. entries.Select(entry => entry.Name.Bytes.ToArray())])[0])
        {
            TreeEntry[] part = entries[start..(start + length)];
            start += length;
            BlobId id = await forge.PutAsync(BlobKind.Tree, Sample.Encode(part));
            split.Children.Add(new DirectoryChild(id, ContentOnly.OfEntries(part), part[^1].Name, part.Length, TreeTotals.Of(part)));
        }

        return split;
    }

    /// <summary>The directory, consistent with what the index says.</summary>
    /// <param name="level">The level that the index claims.</param>
    /// <param name="change">Changes the bytes of the index.</param>
    public async Task<TreeEntry> PutAsync(int level = 1, Func<byte[], byte[]>? change = null)
    {
        byte[] index = TreeIndexTests.Encode(level, Children);
        return Sample.Directory("d") with
        {
            TreeId = await _forge.PutAsync(BlobKind.Tree, change?.Invoke(index) ?? index),
            ContentOnlyId = ContentOnly.OfNodes(level, Children),
            Totals = TreeTotals.Of(Children),
        };
    }
}
