using Hoody.ChunkStore.Packs;
using Hoody.Testing.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Writing;

/// <summary>What it costs to make a batch durable, counted where the file system is called.</summary>
public sealed class GroupCommitTests
{
    private const int SessionCount = 20;

    [Fact]
    public async Task However_many_sessions_flush_at_once_a_pack_is_one_fsync_and_its_directory_another()
    {
        List<string> synced = [];
        SimulatedDisk disk = new();
        TaskCompletionSource entered = new();
        TaskCompletionSource gate = new();
        HookedBackend backend = new(disk.OpenBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        backend.Before = (operation, name) =>
        {
            if (operation != BackendOperation.Create || !name.StartsWith("packs/", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            entered.TrySetResult();
            return gate.Task;
        };

        // One pack is held up; what the others put meanwhile is the next batch, with all their flushes.
        BlobWriter[] writers = [.. Enumerable.Range(0, SessionCount).Select(_ => store.BeginWrite())];
        await writers[0].PutAsync(BlobKind.Chunk, new byte[] { 0 });
        List<Task> flushes = [writers[0].FlushAsync()];
        await entered.Task;
        for (int i = 1; i < SessionCount; i++)
        {
            for (int blob = 0; blob < 50; blob++)
            {
                await writers[i].PutAsync(BlobKind.Chunk, StoreFixture.Bytes((100 * i) + blob, 200));
            }

            flushes.Add(writers[i].FlushAsync());
        }

        // Until every blob is in a pack.
        long whole = PackRecordHeader.Size + 1 + ((SessionCount - 1) * 50 * (PackRecordHeader.Size + 200));
        while (writers.Sum(writer => writer.Statistics.StoredBytesNew) < whole)
        {
            await Task.Yield();
        }

        disk.FailCall = (call, path) =>
        {
            if (call == "fsync")
            {
                synced.Add(Path.GetRelativePath(SimulatedDisk.StorePath, path));
            }

            return 0;
        };
        gate.SetResult();
        await Task.WhenAll(flushes);
        disk.FailCall = (_, _) => 0;
        foreach (BlobWriter writer in writers)
        {
            await writer.DisposeAsync();
        }

        string[] packs = await disk.OpenBackend().NamesAsync("packs/");
        Assert.Equal(2, packs.Length);
        string[] folders = [.. packs.Select(pack => pack[..pack.LastIndexOf('/')])];
        Assert.Equal(packs.Length, synced.Count(path => path.StartsWith("tmp/", StringComparison.Ordinal)));
        Assert.All(folders.Distinct(), folder => Assert.Equal(folders.Count(other => other == folder), synced.Count(path => path == folder)));

        // Beside these, only where a folder was new: its own name, in its parent.
        Assert.InRange(synced.Count, 2 * packs.Length, (3 * packs.Length) + 1);
    }
}
