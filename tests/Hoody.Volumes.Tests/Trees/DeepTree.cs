using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Trees whose shape is the attack.</summary>
internal static class DeepTree
{
    /// <summary>A chain of directories, so many below the root.</summary>
    public static async Task<TreeEntry> PutChainAsync(MemoryVolume volume, int depth) =>
        await PutAsync(volume, Sample.Directory(""), depth, below => [below with { Name = new EntryName("d") }]);

    /// <summary>The same, each with an attribute of so many random bytes: what names a directory is as long.</summary>
    public static async Task<TreeEntry> PutHeavyChainAsync(MemoryVolume volume, int depth, int attributeBytes)
    {
        Random random = new(depth);
        return await PutAsync(volume, Sample.Directory(""), depth, below =>
        {
            byte[] value = new byte[attributeBytes];
            random.NextBytes(value);
            return [below with { Name = new EntryName("d"), ExtendedAttributes = [new ExtendedAttribute("user.a"u8.ToArray(), value)] }];
        });
    }

    /// <summary>Each directory holds the one below it twice: two to the power of <paramref name="depth"/> of them, and few nodes.</summary>
    public static async Task<TreeEntry> PutDoublingAsync(MemoryVolume volume, int depth) =>
        await PutAsync(volume, Sample.Directory(""), depth, below => [below with { Name = new EntryName("0") }, below with { Name = new EntryName("1") }]);

    private static async Task<TreeEntry> PutAsync(MemoryVolume volume, TreeEntry root, int depth, Func<TreeEntry, TreeEntry[]> entries)
    {
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        TreeEntry directory = await TreeWriter.PutDirectoryAsync(writer, root, [], TreePath.Root, default);
        for (int i = 0; i < depth; i++)
        {
            directory = await TreeWriter.PutDirectoryAsync(writer, root, entries(directory), TreePath.Root, default);
        }

        await writer.FlushAsync();
        return directory;
    }
}
