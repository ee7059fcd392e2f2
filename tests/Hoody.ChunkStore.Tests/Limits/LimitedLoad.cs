using System.Globalization;
using System.Runtime.InteropServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Crashes;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore.Tests.Limits;

/// <summary>What a process does whose heap is limited: every operation of a store, with default options, on more data than it has memory for.</summary>
/// <remarks>Prints a line for each operation, with the most private memory that the process has had so far.</remarks>
internal sealed class LimitedLoad(string directory, int mebibytes, int smallCount) : IDisposable
{
    private const int ChunkLength = 64 << 10;
    private const int SmallLength = 64;
    private const int ListLength = 100_000;

    private readonly PeakMemory _memory = new();

    internal async Task RunAsync()
    {
        int count = (int)(((long)mebibytes << 20) / ChunkLength);
        await using (BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory)))
        {
            await CommitAsync(store, "all", Enumerable.Range(0, count).Select(Chunk));
            await CommitAsync(store, "some", Enumerable.Range(0, count).Where(i => i % 5 < 3).Select(Chunk)); // there already
            Tell($"put {count} chunks, {store.GetStatistics().StoredBytes >> 20} MiB stored");
            for (int first = 0; first < smallCount; first += ListLength)
            {
                int begin = first;
                await CommitAsync(store, $"small/{first}", Enumerable.Range(begin, Math.Min(ListLength, smallCount - begin)).Select(Small));
            }

            Tell($"put {smallCount} small chunks, {store.Index.Runs.Count} runs");
        }

        await using (BlobStore store = await OpenAsync())
        {
            Tell($"opened with {store.Index.EntryCount} entries");
            Tell($"got {await GetAllAsync(store, "all")} bytes in the order of packs");
            Tell($"got {await GetAllAsync(store, "small/0")} bytes of small chunks");
            await store.Refs.DeleteAsync("all", 1); // two fifths of each pack
            CollectionPlan plan = await store.PlanCollectionAsync(new TreeLists(), GarbageStore.Impatient);
            CollectionResult result = await plan.ApplyAsync();
            Tell($"collected {result.BytesWon >> 20} MiB, rewrote {result.BytesRewritten >> 20} MiB");
            VerificationReport report = await store.VerifyAsync(references: new TreeLists());
            Tell($"verified {report.BlobsVerified} blobs: {(report is { IsSound: true, IsComplete: true } ? "sound" : report.ToString())}");
        }

        await using (BlobStore store = await OpenAsync())
        {
            Tell($"opened again, got {await GetAllAsync(store, "some")} bytes");
        }
    }

    public void Dispose() => _memory.Dispose();

    // A third of it text, the rest media; one chunk in seven is zeros.
    private static byte[] Chunk(int number)
    {
        byte[] bytes = new byte[ChunkLength];
        Random random = new(number);
        if (number % 7 == 0)
        {
            BitConverter.TryWriteBytes(bytes, number);
        }
        else if (number % 3 == 0)
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
            for (int i = 0; i < words.Length; i++)
            {
                words[i] = 0x20202020 + random.Next(64);
            }
        }
        else
        {
            random.NextBytes(bytes);
        }

        return bytes;
    }

    private static byte[] Small(int number)
    {
        byte[] bytes = new byte[SmallLength];
        new Random(-1 - number).NextBytes(bytes);
        return bytes;
    }

    private static async Task CommitAsync(BlobStore store, string name, IEnumerable<byte[]> chunks)
    {
        await using StorePin pin = await store.PinAsync();
        await using BlobWriter writer = store.BeginWrite();
        using MemoryStream list = new();
        byte[] id = new byte[BlobId.LengthBytes];
        foreach (byte[] chunk in chunks)
        {
            (await writer.PutAsync(BlobKind.Chunk, chunk)).CopyTo(id);
            list.Write(id);
        }

        BlobId tree = await writer.PutAsync(BlobKind.Tree, list.ToArray());
        await writer.FlushAsync();
        await store.Refs.UpdateAsync(name, tree, 0);
    }

    private static async Task<long> GetAllAsync(BlobStore store, string name)
    {
        RefValue found = await store.Refs.GetAsync(name) ?? throw new InvalidOperationException($"Ref '{name}' is gone.");
        List<BlobReference> references = [];
        new TreeLists().AddReferences(BlobKind.Tree, await store.ReadAsync(found.Target, BlobKind.Tree), references);
        long length = 0;
        await foreach (FetchedBlob blob in store.GetManyAsync([.. references.Select(reference => reference.Id)], BlobKind.Chunk))
        {
            using (blob)
            {
                length += blob.Plain.Length; // verified by the store
            }
        }

        return length;
    }

    private Task<BlobStore> OpenAsync() => BlobStore.OpenAsync(new DiskBackend(directory));

    private void Tell(string what)
    {
        GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}; peak {_memory.PeakBytes >> 20} MiB private; after the last full collection {heap.HeapSizeBytes >> 20} MiB, {heap.FragmentedBytes >> 20} of them free"));
    }

    /// <summary>The most memory of its own that this process has had, looked at ten times a second.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        internal PeakMemory() => _timer = new Timer(_ => Look(), null, 0, 100);

        internal long PeakBytes
        {
            get
            {
                Look();
                return Interlocked.Read(ref _peak);
            }
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
            long bytes = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
            for (long seen = Interlocked.Read(ref _peak); bytes > seen; seen = Interlocked.Read(ref _peak))
            {
                Interlocked.CompareExchange(ref _peak, bytes, seen);
            }
        }
    }
}
