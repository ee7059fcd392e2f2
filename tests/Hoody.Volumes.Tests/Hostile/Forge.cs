using System.Text;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Writes trees into a store as bytes, past every check that a writer makes.</summary>
internal sealed class Forge(MemoryVolume volume)
{
    /// <summary>The name that <see cref="Renamed"/> replaces.</summary>
    public const string Placeholder = "PLACEHOLDER";

    // Magic, version, and a count of less than 128.
    private const int HeaderLength = 5;

    public MemoryVolume Volume => volume;

    public Task<BlobId> PutAsync(BlobKind kind, byte[] plain) => volume.PutBlobAsync(kind, plain);

    /// <summary>A file, the chunk of which is stored.</summary>
    public async Task<TreeEntry> FileAsync(string name, string data = "hostile")
    {
        await PutAsync(BlobKind.Chunk, Encoding.ASCII.GetBytes(data));
        return Sample.File(name, data);
    }

    /// <summary>A link, with the mode that all links have.</summary>
    public static TreeEntry Link(string name, string target) => Sample.Link(name, target) with { Mode = 0x1FF };

    /// <summary>A directory of entries as they are given, in any order, whatever they are called.</summary>
    /// <param name="name">Empty for a root.</param>
    /// <param name="entries">Each of them well formed.</param>
    public Task<TreeEntry> DirectoryAsync(string name, params TreeEntry[] entries) => NodeAsync(name, Node(entries), entries);

    /// <summary>A directory whose node is <paramref name="node"/>, and which is said to hold <paramref name="claimed"/>.</summary>
    public async Task<TreeEntry> NodeAsync(string name, byte[] node, params TreeEntry[] claimed) => Sample.Directory(name) with
    {
        TreeId = await PutAsync(BlobKind.Tree, node),
        ContentOnlyId = ContentOnly.OfEntries(claimed),
        Totals = TreeTotals.Of(claimed),
    };

    /// <summary>A root that holds a good file, and the tree below <c>sub</c>.</summary>
    public async Task<TreeEntry> BelowAsync(TreeEntry directory) =>
        await DirectoryAsync("", await FileAsync("a-good-one"), directory with { Name = new EntryName("sub") });

    /// <summary>A node of entries as they are given: unsorted, twice.</summary>
    public static byte[] Node(params TreeEntry[] entries) =>
        [.. "HTN\u0001"u8, (byte)entries.Length, .. entries.SelectMany(entry => Sample.Encode([entry])[HeaderLength..])];

    /// <summary>A blob in which the placeholder's name has become another, which need not be a name.</summary>
    public static byte[] Renamed(byte[] blob, byte[] name)
    {
        byte[] placeholder = [(byte)Placeholder.Length, .. Encoding.ASCII.GetBytes(Placeholder)];
        int at = blob.AsSpan().IndexOf(placeholder);
        Assert.True(at >= 0, "no placeholder");
        return [.. blob[..at], (byte)name.Length, .. name, .. blob[(at + placeholder.Length)..]];
    }
}
