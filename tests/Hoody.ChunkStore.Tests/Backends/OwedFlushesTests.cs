using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>Folders of packs that were listed are flushed before the next change, once, and not for whoever only reads.</summary>
public sealed class OwedFlushesTests
{
    private const int IoError = 5;

    private readonly SimulatedDisk _disk = new();
    private readonly List<string> _flushed = [];

    public OwedFlushesTests() => _disk.FailCall = (call, path) =>
    {
        if (call == "fsync")
        {
            _flushed.Add(path);
        }

        return 0;
    };

    [Theory]
    [InlineData("packs/1a/one", "/store/packs/1a", true)]
    [InlineData("packs/one", "/store/packs", true)]
    [InlineData("packs-/one", "/store/packs-", false)]
    [InlineData("refs/a/one", "/store/refs/a", false)]
    public async Task What_is_listed_is_flushed_at_once_or_by_the_next_creation(string name, string folder, bool waits)
    {
        await CreateAsync(name);
        await using DiskBackend reader = _disk.OpenBackend();
        _flushed.Clear();
        await ListAsync(reader);
        Assert.Equal(waits ? 0 : 1, _flushed.Count(path => path == folder));

        await reader.CreateIfAbsentAsync("x", new([1]), default);
        await reader.CreateIfAbsentAsync("y", new([1]), default);
        Assert.Equal(1, _flushed.Count(path => path == folder));
    }

    [Fact]
    public async Task A_deletion_flushes_first_what_was_listed()
    {
        await CreateAsync("packs/1a/one");
        await using DiskBackend reader = _disk.OpenBackend();
        await ListAsync(reader);
        _flushed.Clear();
        await reader.DeleteAsync("packs/2b/two", default);
        Assert.Contains("/store/packs/1a", _flushed);
    }

    [Fact]
    public async Task An_object_that_was_taken_in_parts_gets_its_name_after_what_was_listed_is_flushed()
    {
        await CreateAsync("packs/1a/one");
        await using DiskBackend reader = _disk.OpenBackend();
        using IStagedObject staged = await ((IStagingBackend)reader).StageAsync(default);
        await staged.AppendAsync(new([1]), default);
        await ListAsync(reader);
        _flushed.Clear();
        Assert.True(await staged.CreateIfAbsentAsync("packs/2b/two", default));
        Assert.Contains("/store/packs/1a", _flushed);
    }

    [Fact]
    public async Task A_flush_of_what_was_there_already_flushes_what_was_listed()
    {
        byte[] chunk = StoreFixture.Bytes(1, 100);
        BlobId id = BlobId.Compute(BlobKind.Chunk, chunk);
        await using BlobStore writer = await BlobStore.CreateAsync(_disk.OpenBackend());
        await using BlobStore other = await BlobStore.OpenAsync(_disk.OpenBackend());
        await using StorePin pin = await other.PinAsync();
        _disk.FailCall = (call, path) => call == "fsync" && path.StartsWith("/store/packs/", StringComparison.Ordinal) ? IoError : 0;
        await Assert.ThrowsAsync<BackendException>(() => writer.PutAsync((BlobKind.Chunk, chunk)));
        _disk.FailCall = (_, _) => 0;
        await other.RefreshAsync();
        Assert.True(other.Contains(id));

        await other.PutAsync((BlobKind.Chunk, chunk));

        await using BlobStore afterwards = await BlobStore.OpenAsync(_disk.AfterWorstPowerCut().OpenBackend());
        Assert.Equal(chunk, await afterwards.ReadAsync(id, BlobKind.Chunk));
    }

    [Fact]
    public async Task A_flush_that_fails_ends_the_creation_and_nothing_more_is_written()
    {
        await CreateAsync("packs/1a/one");
        await using DiskBackend reader = _disk.OpenBackend();
        await ListAsync(reader);
        _disk.FailCall = (call, path) => call == "fsync" && path == "/store/packs/1a" ? IoError : 0;
        await Assert.ThrowsAsync<BackendException>(() => reader.CreateIfAbsentAsync("x", new([1]), default).AsTask());
        _disk.FailCall = (_, _) => 0;
        await Assert.ThrowsAsync<BackendException>(() => reader.CreateIfAbsentAsync("x", new([1]), default).AsTask());
        Assert.Null(await reader.GetLengthAsync("x", default));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_opened_is_still_owed()
    {
        const int TooManyFiles = 24;
        await CreateAsync("packs/1a/one");
        await using DiskBackend reader = _disk.OpenBackend();
        await ListAsync(reader);
        Func<string, string, int> note = _disk.FailCall;
        _disk.FailCall = (call, path) => call == "open" && path == "/store/packs/1a" ? TooManyFiles : 0;
        BackendException failure = await Assert.ThrowsAsync<BackendException>(() => reader.CreateIfAbsentAsync("x", new([1]), default).AsTask());
        Assert.True(failure.IsTransient);
        _disk.FailCall = note;
        _flushed.Clear();
        Assert.True(await reader.CreateIfAbsentAsync("x", new([1]), default));
        Assert.Contains("/store/packs/1a", _flushed);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_opened_for_a_moment_is_tried_again_where_calls_are()
    {
        const int TooManyFiles = 24;
        await CreateAsync("packs/1a/one");
        DiskBackend disk = _disk.OpenBackend();
        await using RetryingBackend backend = new(disk, new BackendRetryOptions { Time = new ImmediateTime() });
        await ListAsync(disk);
        Func<string, string, int> note = _disk.FailCall;
        _disk.FailCall = (call, path) =>
        {
            bool isBusy = call == "open" && path == "/store/packs/1a";
            _disk.FailCall = isBusy ? note : _disk.FailCall;
            return isBusy ? TooManyFiles : 0;
        };
        await ((ISettlingBackend)backend).SettleAsync(default);
        Assert.Contains("/store/packs/1a", _flushed);
    }

    private async Task CreateAsync(string name)
    {
        await using DiskBackend writer = _disk.OpenBackend();
        await writer.CreateIfAbsentAsync(name, new([1]), default);
    }

    private static async Task ListAsync(DiskBackend backend)
    {
        await foreach (StoredObject found in backend.ListAsync("", default))
        {
            Assert.Equal(1, found.LengthBytes);
        }
    }
}
