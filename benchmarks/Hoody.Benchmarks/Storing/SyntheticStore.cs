using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Benchmarks.Storing;

/// <summary>A store on disk of any number of chunks, with packs whose directories are real and whose records are holes: all but the data.</summary>
internal static class SyntheticStore
{
    /// <summary>What a pack of 32 MiB holds of chunks of 64 KiB.</summary>
    public const int ChunksPerPack = 512;

    private const int ChunkLengthBytes = 64 << 10;

    public static async Task CreateAsync(string directory, int chunkCount)
    {
        await using (BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory)))
        {
            _ = store.Format;
        }

        for (int first = 0; first < chunkCount; first += ChunksPerPack)
        {
            WritePack(directory, first, Math.Min(ChunksPerPack, chunkCount - first));
        }
    }

    /// <summary>The id of the chunk of that number; negative numbers are chunks that no store has.</summary>
    public static BlobId Id(int number)
    {
        Span<byte> bytes = stackalloc byte[BlobId.LengthBytes];
        ulong state = (ulong)number * 4 * 0x9E37_79B9_7F4A_7C15;
        for (int i = 0; i < 4; i++)
        {
            // SplitMix64, four numbers of its sequence for each id: even bits at a few nanoseconds.
            state += 0x9E37_79B9_7F4A_7C15;
            ulong word = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            word = (word ^ (word >> 27)) * 0x94D0_49BB_1331_11EB;
            BitConverter.TryWriteBytes(bytes[(i * 8)..], word ^ (word >> 31));
        }

        return new BlobId(bytes);
    }

    private static void WritePack(string directory, int first, int count)
    {
        PackEntry[] entries =
            [.. Enumerable.Range(first, count).Select(i => new PackEntry(Id(i), BlobKind.Chunk, default, ChunkLengthBytes, ChunkLengthBytes))];
        byte[] salt = new byte[PackDirectory.SaltLength];
        BitConverter.TryWriteBytes(salt, first);
        byte[] directoryBytes = PackDirectory.Encode(salt, entries);
        Blake3Digest id = Blake3Hasher.Hash(directoryBytes);
        long recordsLength = entries.Sum(entry => (long)entry.RecordLength);
        byte[] footer = new byte[PackFooter.Size];
        new PackFooter(id, recordsLength, count).Write(footer);

        string path = Path.Combine(directory, PackName.Of(id));
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? directory);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, directoryBytes, recordsLength);
        RandomAccess.Write(file, footer, recordsLength + directoryBytes.Length);
    }
}
