using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Snapshots;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Bases that cannot be read: only what is told of files rests on them, so a transfer goes on without.</summary>
public sealed class UnreadableBaseTests
{
    [Fact]
    public async Task A_base_of_a_later_version_is_as_good_as_none()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree("f"));
        ArrayBufferWriter<byte> record = new();
        SnapshotCodec.Encode(new SnapshotRecord { Root = Sample.Directory(""), CreatedTime = DateTimeOffset.UnixEpoch }, record);
        byte[] later = record.WrittenSpan.ToArray();
        later[3] = SnapshotCodec.Version + 1;

        await PullAsync(source, target, snapshot, await target.PutBlobAsync(BlobKind.Snapshot, later));
    }

    [Fact]
    public async Task A_base_that_the_disk_cannot_read_is_as_good_as_none()
    {
        HookedBackend disk = new(new MemoryBackend());
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync(disk);
        BlobId snapshot = await source.PutSnapshotAsync(Tree("f"));
        BlobId before = await target.PutSnapshotAsync(Tree("g"));
        HashSet<string> packs = [];
        await foreach (StoredObject pack in disk.ListAsync("packs/", default))
        {
            packs.Add(pack.Name);
        }

        disk.Before = (operation, name) => operation == BackendOperation.Read && packs.Contains(name)
            ? throw new BackendException($"Reading '{name}' failed: EIO.")
            : Task.CompletedTask;

        await PullAsync(source, target, snapshot, before);
    }

    private static async Task PullAsync(MemoryVolume source, MemoryVolume target, BlobId snapshot, BlobId before)
    {
        TransferOptions options = new() { BaseSnapshot = before };
        Assert.Equal(1, (await target.Store.PlanPullAsync(source.Store, [snapshot], options)).FilesNew);

        await target.Store.PullAsync(source.Store, [snapshot], options);

        Assert.True(target.Blobs.Contains(snapshot));
    }

    private static ModelTree Tree(string name) => new()
    {
        Entry = Sample.Directory(""),
        Children = [new ModelTree { Entry = Sample.File(name, name), Data = System.Text.Encoding.ASCII.GetBytes(name) }],
    };
}
