using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>A store in memory, and a volume over a snapshot of it in a directory.</summary>
internal sealed class VolumeFixture : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();

    private VolumeFixture(MemoryVolume store) => Store = store;

    public MemoryVolume Store { get; }

    public string Path => _directory["volume"];

    public Volume Volume { get; private set; } = null!; // Set by CreateAsync.

    public static async Task<VolumeFixture> CreateAsync(ModelTree tree)
    {
        VolumeFixture fixture = new(await MemoryVolume.CreateAsync());
        fixture.Volume = await fixture.Store.Store.CloneAsync(await fixture.Store.PutSnapshotAsync(tree), fixture.Path, FixedTime.Instance);
        return fixture;
    }

    public static TreeEntry NewFile => new() { Name = default, Type = EntryType.File, Mode = 0x1A4 };

    public static TreeEntry NewDirectory => new() { Name = default, Type = EntryType.Directory, Mode = 0x1ED };

    public string Sub(string name) => _directory[name];

    /// <summary>What a crash of the process and a start leave: the directory as it is, copied, and opened again.</summary>
    public async Task CrashAsync(int lostBytes = 0)
    {
        string journal = System.IO.Path.Combine(Path, "journal");
        byte[] left = await System.IO.File.ReadAllBytesAsync(journal);
        await Volume.DisposeAsync();
        await System.IO.File.WriteAllBytesAsync(journal, left[..^lostBytes]);
        Volume = await Store.Store.OpenVolumeAsync(Path, FixedTime.Instance);
    }

    /// <summary>Commits, and reads the new tree back.</summary>
    public async Task<ModelTree> CommitAsync() => await ModelTree.LoadAsync(Store.Blobs, (await CommitRecordAsync()).Root);

    public async Task<SnapshotRecord> CommitRecordAsync() => await Store.Store.GetSnapshotAsync(await Volume.CommitAsync());

    public async Task<byte[]> ReadAsync(string path)
    {
        await using Stream file = await Volume.OpenFileAsync(TreePath.Parse(path));
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await Volume.DisposeAsync();
        await Store.DisposeAsync();
        _directory.Dispose();
    }

    private sealed class FixedTime : TimeProvider
    {
        public static FixedTime Instance { get; } = new();

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
