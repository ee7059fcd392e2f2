using System.Text;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Syncing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Syncing;

/// <summary>A store with a base, a source and a target in it.</summary>
internal sealed class SyncFixture : IAsyncDisposable
{
    public const string TargetRef = "copy/current";

    private SyncFixture(MemoryVolume volume) => Volume = volume;

    public MemoryVolume Volume { get; }

    public BlobId? BaseId { get; private set; }

    public BlobId SourceId { get; private set; }

    public TreeEntry Source { get; private set; } = Sample.Directory("");

    public TreeEntry Target { get; private set; } = Sample.Directory("");

    public static async Task<SyncFixture> CreateAsync(ModelTree? baseTree, ModelTree source, ModelTree? target)
    {
        MemoryVolume volume = await MemoryVolume.CreateAsync();
        SyncFixture fixture = new(volume)
        {
            BaseId = baseTree is null ? null : await volume.PutSnapshotAsync(baseTree),
            Source = await volume.PutAsync(source),
        };
        fixture.SourceId = await volume.Store.PutSnapshotAsync(Record(fixture.Source));
        if (target is not null)
        {
            fixture.Target = await volume.PutAsync(target);
            BlobId id = await volume.Store.PutSnapshotAsync(Record(fixture.Target) with { Data = "target"u8.ToArray() });
            await volume.Blobs.Refs.UpdateAsync(TargetRef, id, 0);
        }

        return fixture;
    }

    public static ModelTree Tree(params ModelTree[] children) => new() { Entry = Sample.Directory(""), Children = children };

    public static ModelTree Directory(string name, params ModelTree[] children) => new() { Entry = Sample.Directory(name), Children = children };

    public static ModelTree File(string name, string data, ulong group = 0) =>
        new() { Entry = Sample.File(name, data) with { HardLinkGroup = group }, Data = Encoding.ASCII.GetBytes(data) };

    // The laws are about what is merged, not about how much of it goes.
    public static SyncOptions Allowing(SyncPolicy policy) => new() { Policy = policy, MaxRemovedShare = 1 };

    public Task<SyncPlan> PlanAsync(SyncPolicy policy) => PlanAsync(Allowing(policy));

    public Task<SyncPlan> PlanAsync(SyncOptions options) => Volume.Store.PlanSyncAsync(SourceId, TargetRef, BaseId, options);

    public async Task<SyncResult> SyncAsync(SyncPolicy policy) => await (await PlanAsync(policy)).ApplyAsync();

    public async Task<RefValue?> RefAsync(string name) => await Volume.Blobs.Refs.GetAsync(name);

    /// <summary>What is in the synced tree: path, data, and the group if it has one.</summary>
    public async Task<string> ListAsync(TreeEntry root) =>
        string.Join(' ', Lines(await ModelTree.LoadAsync(Volume.Blobs, root), ""));

    public ValueTask DisposeAsync() => Volume.DisposeAsync();

    private static SnapshotRecord Record(TreeEntry root) => new() { Root = root, CreatedTime = DateTimeOffset.UnixEpoch };

    private static IEnumerable<string> Lines(ModelTree tree, string path) => tree.Children.SelectMany(child =>
    {
        string own = path + child.Entry.Name;
        string group = child.Entry.HardLinkGroup == 0 ? "" : $"#{child.Entry.HardLinkGroup}";
        return child.Entry.Type == EntryType.Directory
            ? Lines(child, own + "/").DefaultIfEmpty(own + "/")
            : [$"{own}={Encoding.ASCII.GetString(child.Data)}{group}"];
    });
}
