using Hoody.ChunkStore;
using Hoody.Volumes;
using Hoody.Volumes.Trees;

namespace Hoody.Benchmarks.Storing;

/// <summary>A snapshot of a tree that states any length: all but the data of its files.</summary>
internal static class SyntheticVolume
{
    private const int FileLengthBytes = 10_000_000;
    private const int ChunkLengthBytes = 64 << 10;

    /// <summary>Stores one directory of files that are that long together, with chunks that no store has.</summary>
    /// <returns>The snapshot.</returns>
    public static async Task<BlobId> PutAsync(BlobStore blobs, long lengthBytes)
    {
        TreeEntry root;
        await using (BlobWriter writer = blobs.BeginWrite())
        {
            DirectoryBuilder directory = new(writer, TreePath.Root);
            for (int i = 0; i < lengthBytes / FileLengthBytes; i++)
            {
                await directory.AddAsync(await PutFileAsync(writer, i), default);
            }

            root = await directory.FinishAsync(new TreeEntry { Name = EntryName.Root, Type = EntryType.Directory, Mode = 0x1ED }, default);
            await writer.FlushAsync();
        }

        return root.Totals.LengthBytes == lengthBytes
            ? await new VolumeStore(blobs).PutSnapshotAsync(new SnapshotRecord { Root = root, CreatedTime = DateTimeOffset.UnixEpoch })
            : throw new ArgumentException($"{lengthBytes} bytes are not whole files of {FileLengthBytes}.", nameof(lengthBytes));
    }

    private static async Task<TreeEntry> PutFileAsync(BlobWriter writer, int number)
    {
        const int chunksPerFile = (FileLengthBytes + ChunkLengthBytes - 1) / ChunkLengthBytes;
        ChunkListBuilder chunks = new(writer, TreePath.Root);
        int left = FileLengthBytes;
        for (int i = 0; left > 0; i++)
        {
            int length = Math.Min(left, ChunkLengthBytes);
            await chunks.AddAsync(new ChunkSpan(SyntheticStore.Id((number * chunksPerFile) + i), length), default);
            left -= length;
        }

        FileContent content = await chunks.FinishAsync(default);
        return new TreeEntry { Name = new EntryName($"{number:D6}"), Type = EntryType.File, Mode = 0x1A4, Length = FileLengthBytes, Content = content };
    }
}
