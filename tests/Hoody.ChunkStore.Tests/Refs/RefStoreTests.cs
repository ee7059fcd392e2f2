using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Refs;

public sealed class RefStoreTests : IAsyncLifetime
{
    private readonly BlobId[] _targets = new BlobId[3];
    private IStorageBackend? _backend;
    private BlobStore? _store;

    private IStorageBackend Backend => _backend ?? throw new InvalidOperationException("The test has not begun.");

    private RefStore Refs => _store?.Refs ?? throw new InvalidOperationException("The test has not begun.");

    public async Task InitializeAsync()
    {
        _backend = await BackendContent.ToBackendAsync([]);
        _store = await BlobStore.CreateAsync(_backend);
        BlobId[] ids = await _store.PutAsync((BlobKind.Snapshot, [1]), (BlobKind.Snapshot, [2]), (BlobKind.Snapshot, [3]));
        ids.CopyTo(_targets, 0);
    }

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_ref_that_never_existed_is_null() => Assert.Null(await Refs.GetAsync("a"));

    [Fact]
    public async Task An_update_moves_the_ref_by_one_generation_and_survives_reopening()
    {
        Assert.Equal(new RefValue("a", 1, _targets[0]), await Refs.UpdateAsync("a", _targets[0], 0));
        Assert.Equal(new RefValue("a", 2, _targets[1]), await Refs.UpdateAsync("a", _targets[1], 1));
        Assert.Equal(new RefValue("a", 2, _targets[1]), await Refs.GetAsync("a"));
        await using BlobStore reopened = await BlobStore.OpenAsync(Backend);
        Assert.Equal(new RefValue("a", 2, _targets[1]), await reopened.Refs.GetAsync("a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public async Task An_update_that_expects_another_generation_conflicts_and_changes_nothing(long expected)
    {
        await Refs.UpdateAsync("a", _targets[0], 0);
        RefValue current = await Refs.UpdateAsync("a", _targets[1], 1);
        RefConflictException error = await Assert.ThrowsAsync<RefConflictException>(() => Refs.UpdateAsync("a", _targets[2], expected));
        Assert.Equal(("a", expected, current), (error.Name, error.ExpectedGeneration, error.Found));
        Assert.Equal(current, await Refs.GetAsync("a"));
    }

    [Fact]
    public async Task A_ref_to_what_the_store_does_not_hold_is_refused()
    {
        BlobId absent = BlobId.Compute(BlobKind.Snapshot, "absent"u8);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => Refs.UpdateAsync("a", absent, 0));
        Assert.Null(await Refs.GetAsync("a"));
    }

    [Fact]
    public async Task A_deleted_ref_is_gone_and_a_late_writer_cannot_bring_it_back()
    {
        await Refs.UpdateAsync("a", _targets[0], 0);
        await Refs.DeleteAsync("a", 1);
        Assert.Null(await Refs.GetAsync("a"));
        Assert.Empty(await Refs.ListAsync().ToListAsync());
        RefConflictException error = await Assert.ThrowsAsync<RefConflictException>(() => Refs.UpdateAsync("a", _targets[1], 1));
        Assert.Null(error.Found);
        await Assert.ThrowsAsync<RefConflictException>(() => Refs.DeleteAsync("a", 1));
        Assert.Equal(new RefValue("a", 3, _targets[1]), await Refs.UpdateAsync("a", _targets[1], 0));
    }

    [Fact]
    public async Task Deleting_what_does_not_exist_conflicts()
    {
        await Assert.ThrowsAsync<RefConflictException>(() => Refs.DeleteAsync("a", 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Refs.DeleteAsync("a", 0));
    }

    [Fact]
    public async Task A_ref_and_the_refs_below_its_name_are_apart()
    {
        await Refs.UpdateAsync("a", _targets[0], 0);
        await Refs.UpdateAsync("a/b", _targets[1], 0);
        await Refs.UpdateAsync("a/b/c", _targets[2], 0);
        await Refs.DeleteAsync("a/b", 1);
        Assert.Equal(_targets[0], (await Refs.GetAsync("a"))?.Target);
        Assert.Null(await Refs.GetAsync("a/b"));
        Assert.Equal(_targets[2], (await Refs.GetAsync("a/b/c"))?.Target);
    }

    [Fact]
    public async Task A_listing_has_the_newest_value_of_every_ref_in_the_order_of_names()
    {
        string[] names = ["a-b", "b", "a", "a/b", "a.b", "a/b-c", "A"];
        foreach (string name in names)
        {
            await Refs.UpdateAsync(name, _targets[0], 0);
            await Refs.UpdateAsync(name, _targets[1], 1);
        }

        Assert.Equal(
            names.Order(StringComparer.Ordinal).Select(name => new RefValue(name, 2, _targets[1])), await Refs.ListAsync().ToListAsync());
    }

    [Theory]
    [InlineData("a", "a", "a/b", "ab")]
    [InlineData("a/", "a/b")]
    [InlineData("ab", "ab")]
    [InlineData("b")]
    [InlineData("tmp/", "tmp/a")]
    [InlineData("tmp/a", "tmp/a")]
    public async Task A_listing_is_limited_to_names_that_begin_with_the_prefix(string prefix, params string[] expected)
    {
        foreach (string name in (string[])["a", "a/b", "ab", "c", "tmp/a"])
        {
            await Refs.UpdateAsync(name, _targets[0], 0);
        }

        Assert.Equal(expected, await Refs.ListAsync(prefix).Select(found => found.Name).ToListAsync());
    }

    [Fact]
    public async Task Of_racing_updates_exactly_one_wins_each_generation()
    {
        for (int generation = 0; generation < 20; generation++)
        {
            Task<RefValue>[] racers = [.. Enumerable.Range(0, 8).Select(racer =>
                Task.Run(() => Refs.UpdateAsync("a", _targets[racer % 3], generation)))];
            await Task.WhenAll(racers).ContinueWith(_ => { }, TaskScheduler.Default);
            Task<RefValue> winner = Assert.Single(racers, racer => racer.IsCompletedSuccessfully);
            Assert.Equal(await winner, await Refs.GetAsync("a"));
            Assert.All(
                racers.Where(racer => racer != winner),
                racer => Assert.Equal(generation + 1, Assert.IsType<RefConflictException>(racer.Exception?.InnerException).Found?.Generation));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("a~")]
    [InlineData("~0000000000000000001")]
    [InlineData("é")]
    [InlineData("a\n")]
    public async Task A_name_that_is_not_plain_is_refused(string name)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Refs.GetAsync(name));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Refs.UpdateAsync(name, _targets[0], 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Refs.DeleteAsync(name, 1));
        Assert.Empty(await Backend.NamesAsync("refs/"));
    }

    [Fact]
    public async Task Names_may_be_as_long_as_promised()
    {
        string name = $"{new string('a', 255)}/{new string('b', 254)}/c";
        Assert.Equal(1, (await Refs.UpdateAsync(name, _targets[0], 0)).Generation);
        await Assert.ThrowsAsync<ArgumentException>(() => Refs.UpdateAsync($"{name}c", _targets[0], 0));
        await Assert.ThrowsAsync<ArgumentException>(() => Refs.UpdateAsync(new string('a', 256), _targets[0], 0));
    }

    [Fact]
    public async Task A_damaged_newest_generation_is_an_error_whichever_bit_it_is()
    {
        await Refs.UpdateAsync("a", _targets[0], 0);
        await Refs.UpdateAsync("a", _targets[1], 1);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(Backend);
        string newest = objects.Keys.Last(name => name.StartsWith("refs/", StringComparison.Ordinal));
        byte[] whole = objects[newest];
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            objects[newest] = [.. whole];
            objects[newest][bit / 8] ^= (byte)(1 << (bit % 8));
            await AssertRefusedAsync(objects, $"bit {bit}");
        }

        for (int length = 0; length < whole.Length; length++)
        {
            objects[newest] = whole[..length];
            await AssertRefusedAsync(objects, $"cut to {length}");
        }
    }

    [Fact]
    public async Task Generations_that_changed_places_are_noticed()
    {
        await Refs.UpdateAsync("a", _targets[0], 0);
        await Refs.UpdateAsync("a", _targets[1], 1);
        await Refs.UpdateAsync("b", _targets[2], 0);
        SortedDictionary<string, byte[]> objects = await BackendContent.ReadAsync(Backend);
        string[] names = [.. objects.Keys.Where(name => name.StartsWith("refs/a/", StringComparison.Ordinal))];
        (objects[names[0]], objects[names[1]]) = (objects[names[1]], objects[names[0]]);
        await AssertRefusedAsync(objects, "generations of one ref");

        objects[names[1]] = objects[RefName.ObjectOf("b", 1)];
        await AssertRefusedAsync(objects, "generations of two refs");
    }

    [Theory]
    [InlineData("refs/a/~1")]
    [InlineData("refs/a/~000000000000000000x")]
    [InlineData("refs/a/~0000000000000000000")]
    [InlineData("refs/a/~9999999999999999999")]
    [InlineData("refs/a/~00000000000000000001")]
    public async Task A_foreign_object_among_the_generations_is_an_error(string name)
    {
        await Backend.CreateIfAbsentAsync(name, new([1]), default);
        await Assert.ThrowsAsync<CorruptDataException>(() => Refs.GetAsync("a"));
        await Assert.ThrowsAsync<CorruptDataException>(() => Refs.UpdateAsync("a", _targets[0], 0));
        await Assert.ThrowsAsync<CorruptDataException>(async () => await Refs.ListAsync().ToListAsync());
    }

    [Fact]
    public async Task A_ref_at_its_last_generation_cannot_be_changed_and_can_be_read()
    {
        RefRecord last = new("a", long.MaxValue - 1, _targets[0]);
        await Backend.CreateIfAbsentAsync(RefName.ObjectOf("a", last.Generation), new(last.Encode()), default);
        await Assert.ThrowsAsync<CorruptDataException>(() => Refs.UpdateAsync("a", _targets[1], last.Generation));
        Assert.Equal([new RefValue("a", last.Generation, _targets[0])], await Refs.ListAsync().ToListAsync());
    }

    private async Task AssertRefusedAsync(SortedDictionary<string, byte[]> objects, string damage)
    {
        await using BlobStore store = await BlobStore.OpenAsync(await BackendContent.ToBackendAsync(objects));
        Exception? got = await Record.ExceptionAsync(() => store.Refs.GetAsync("a"));
        Assert.True(got is CorruptDataException or UnsupportedFormatException, $"{damage}: {got?.ToString() ?? "a value"}");
        Exception? updated = await Record.ExceptionAsync(() => store.Refs.UpdateAsync("a", _targets[2], 2));
        Assert.True(updated is CorruptDataException or UnsupportedFormatException, $"{damage}: {updated?.ToString() ?? "updated"}");
    }
}
