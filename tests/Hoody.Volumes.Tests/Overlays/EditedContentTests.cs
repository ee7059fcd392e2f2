using FsCheck;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Overlays;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>The content of an edited file is that of a file which was always so: the same chunks, the same list.</summary>
public sealed class EditedContentTests : IDisposable
{
    private const int Length = 1_500_000;

    private static readonly TreePath s_path = TreePath.Parse("file");

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 1, Length)]
    [InlineData(700_000, 13, Length)]
    [InlineData(Length - 1, 1, Length)]
    [InlineData(Length, 200_000, Length + 200_000)]
    [InlineData(0, 0, 800_000)]
    [InlineData(0, 0, 65_537)]
    [InlineData(0, 0, 65_536)]
    [InlineData(0, 0, 1)]
    [InlineData(0, 0, 0)]
    public async Task An_edit_gives_the_chunks_of_an_import(int offset, int count, int length) =>
        await AssertAsImportedAsync(Length, [(offset, count, length)]);

    [Theory]
    [InlineData(40_000)]
    [InlineData(65_536)]
    public async Task A_short_file_that_grows_is_cut_from_its_start(int before) =>
        await AssertAsImportedAsync(before, [(before, 300_000, before + 300_000)]);

    [Property(MaxTest = 15)]
    public async Task Any_edits_give_the_chunks_of_an_import((PositiveInt Offset, PositiveInt Count, bool Cuts)[] edits)
    {
        int length = Length;
        List<(int, int, int)> steps = [];
        foreach ((PositiveInt start, PositiveInt size, bool cuts) in edits)
        {
            (int offset, int count) = ((int)(start.Get * 7_919_003L % (length + 1)), size.Get * 911 % 90_000);
            length = cuts ? Math.Max(length / 2, offset) : Math.Max(length, offset + count);
            steps.Add((offset, cuts ? 0 : count, length));
        }

        await AssertAsImportedAsync(Length, [.. steps]);
    }

    [Fact]
    public void Holes_beyond_those_that_a_tree_can_hold_are_left_out_as_an_import_does()
    {
        OverlayNode file = new(Sample.File("file", ""), isNew: true);
        for (long i = 0; i <= TreeLimits.MaxHolesPerFile; i++)
        {
            file.Write(new Extent((2 * i) + 1, 1, 0));
        }

        Assert.Equal(TreeLimits.MaxHolesPerFile, file.FindHoles().Count);
    }

    [Fact]
    public async Task An_edit_stores_no_more_than_the_chunks_around_it()
    {
        await using TestStore store = await TestStore.CreateAsync();
        BlobId snapshot = await ImportAsync(store, Bytes(8_000_000, 1), "large");
        await using Volume volume = await store.Volumes.CloneAsync(snapshot, _directory["volume"]);
        await volume.WriteAsync(s_path, 4_000_000, Bytes(4_096, 2));
        long before = store.Blobs.GetStatistics().StoredBytes;

        await volume.CommitAsync();

        Assert.InRange(store.Blobs.GetStatistics().StoredBytes - before, 1, 600_000);
    }

    private static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    private async Task AssertAsImportedAsync(int before, (int Offset, int Count, int Length)[] edits)
    {
        await using TestStore store = await TestStore.CreateAsync();
        byte[] bytes = Bytes(before, 1);
        BlobId snapshot = await ImportAsync(store, bytes, Guid.NewGuid().ToString());
        await using Volume volume = await store.Volumes.CloneAsync(snapshot, _directory[Guid.NewGuid().ToString()]);
        foreach ((int offset, int count, int length) in edits)
        {
            byte[] written = Bytes(count, offset);
            Array.Resize(ref bytes, Math.Max(length, offset + count));
            written.CopyTo(bytes, offset);
            Array.Resize(ref bytes, length);
            await volume.WriteAsync(s_path, offset, written);
            await volume.SetLengthAsync(s_path, length);
        }

        TreeEntry edited = await FileAsync(store, await volume.CommitAsync());
        TreeEntry imported = await FileAsync(store, await ImportAsync(store, bytes, Guid.NewGuid().ToString()));

        Assert.Equal((imported.Length, imported.Content), (edited.Length, edited.Content));
    }

    private async Task<BlobId> ImportAsync(TestStore store, byte[] bytes, string name)
    {
        await File.WriteAllBytesAsync(Path.Combine(_directory.CreateDirectory(name), "file"), bytes);
        TreeEntry root = (await store.ImportAsync(_directory[name])).Root;
        return await store.Volumes.PutSnapshotAsync(new SnapshotRecord { Root = root, CreatedTime = default });
    }

    private static async Task<TreeEntry> FileAsync(TestStore store, BlobId snapshot) =>
        Assert.Single(await Sample.ReadDirectoryAsync(store.Blobs, (await store.Volumes.GetSnapshotAsync(snapshot)).Root));
}
