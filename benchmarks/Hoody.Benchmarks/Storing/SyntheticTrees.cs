using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;

namespace Hoody.Benchmarks.Storing;

/// <summary>Real tree packs for a synthetic store: lists of chunks, trees over them, and snapshots that refs point to.</summary>
internal static class SyntheticTrees
{
    /// <summary>What a tree or a list names: 4 KiB of ids.</summary>
    public const int IdsPerBlob = 128;

    public static string RefOf(int number) => $"synthetic/{number}";

    /// <summary>Writes trees over all chunks, durably, and gives the topmost one.</summary>
    public static async Task<BlobId> WriteAsync(BlobStore store, int chunkCount)
    {
        await using BlobWriter writer = store.BeginWrite();
        List<BlobId> level = [];
        BlobId[] ids = new BlobId[IdsPerBlob];
        for (int first = 0; first < chunkCount; first += IdsPerBlob)
        {
            int count = Math.Min(IdsPerBlob, chunkCount - first);
            for (int i = 0; i < count; i++)
            {
                ids[i] = SyntheticStore.Id(first + i);
            }

            level.Add(await writer.PutAsync(BlobKind.ChunkList, SyntheticReferences.Encode(BlobKind.Chunk, ids.AsSpan(0, count))));
        }

        BlobKind kind = BlobKind.ChunkList;
        while (level.Count > 1 || kind == BlobKind.ChunkList)
        {
            List<BlobId> above = [];
            foreach (BlobId[] group in level.Chunk(IdsPerBlob))
            {
                above.Add(await writer.PutAsync(BlobKind.Tree, SyntheticReferences.Encode(kind, group)));
            }

            (level, kind) = (above, BlobKind.Tree);
        }

        await writer.FlushAsync();
        return level[0];
    }

    /// <summary>Puts snapshots of one tree, and writes refs to them as files: each through the store would take three fsyncs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="from">The first number of a ref.</param>
    /// <param name="to">One more than the last.</param>
    public static async Task AddSnapshotsAsync(BlobStore store, string directory, BlobId tree, int from, int to)
    {
        await using BlobWriter writer = store.BeginWrite();
        for (int number = from; number < to; number++)
        {
            byte[] plain = [.. SyntheticReferences.Encode(BlobKind.Tree, [tree]), .. BitConverter.GetBytes(number)];
            BlobId snapshot = await writer.PutAsync(BlobKind.Snapshot, plain);
            RefRecord record = new(RefOf(number), 1, snapshot);
            string path = Path.Combine(directory, RefName.ObjectOf(record.Name, record.Generation));
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory);
            await File.WriteAllBytesAsync(path, record.Encode());
        }

        await writer.FlushAsync();
    }
}
