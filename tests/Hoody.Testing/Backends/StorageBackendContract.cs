using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Xunit;

namespace Hoody.Testing.Backends;

/// <summary>What every storage backend does. Derive from it, and say how to make an empty one.</summary>
public abstract class StorageBackendContract : IAsyncLifetime
{
    private IStorageBackend? _backend;

    protected IStorageBackend Backend => _backend ?? throw new InvalidOperationException("The test has not begun.");

    public Task InitializeAsync()
    {
        _backend = CreateEmpty();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Backend.DisposeAsync();

    [Fact]
    public async Task A_created_object_is_read_back()
    {
        Assert.True(await CreateAsync("a", [1, 2, 3]));
        Assert.Equal([1, 2, 3], await ReadAllAsync("a"));
        Assert.Equal(3, await Backend.GetLengthAsync("a", default));
    }

    [Fact]
    public async Task An_empty_object_exists()
    {
        Assert.True(await CreateAsync("empty", []));
        Assert.Equal(0, await Backend.GetLengthAsync("empty", default));
        Assert.Equal(0, await Backend.ReadAsync("empty", 0, new byte[4], default));
        Assert.False(await CreateAsync("empty", [1]));
    }

    [Fact]
    public async Task A_large_object_of_many_segments_is_read_back_whole_and_in_ranges()
    {
        byte[] content = new byte[(5 << 20) + 3];
        new Random(1).NextBytes(content);
        Assert.True(await Backend.CreateIfAbsentAsync("large", InSegmentsOf(content, 99_991), default));

        Assert.Equal(content, await ReadAllAsync("large"));
        byte[] range = new byte[70_001];
        Assert.Equal(range.Length, await Backend.ReadAsync("large", 1_234_567, range, default));
        Assert.Equal(content[1_234_567..(1_234_567 + range.Length)], range);
    }

    [Fact]
    public async Task The_caller_may_reuse_the_buffer_once_the_object_is_created()
    {
        byte[] buffer = [1, 2, 3];
        await CreateAsync("a", buffer);
        buffer[0] = 9;
        Assert.Equal([1, 2, 3], await ReadAllAsync("a"));
    }

    [Fact]
    public async Task A_taken_name_keeps_its_object()
    {
        await CreateAsync("a/b", [1]);
        Assert.False(await CreateAsync("a/b", [2, 2]));
        Assert.Equal([1], await ReadAllAsync("a/b"));
    }

    [Fact]
    public async Task Of_racing_creates_exactly_one_wins_and_its_content_stays()
    {
        for (int round = 0; round < 20; round++)
        {
            string name = $"race/{round}";
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(racer =>
                Task.Run(() => CreateAsync(name, Enumerable.Repeat((byte)racer, 1000).ToArray()))));
            int winner = Assert.Single(Enumerable.Range(0, 8), racer => won[racer]);
            Assert.Equal(Enumerable.Repeat((byte)winner, 1000), await ReadAllAsync(name));
        }
    }

    [Theory]
    [InlineData(0, 2, 2)]
    [InlineData(1, 9, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(4, 1, 0)]
    [InlineData(long.MaxValue, 1, 0)]
    [InlineData(0, 0, 0)]
    public async Task A_read_is_short_only_at_the_end(long offset, int asked, int expected)
    {
        byte[] content = [1, 2, 3];
        await CreateAsync("a", content);
        byte[] destination = new byte[asked];
        int count = await Backend.ReadAsync("a", offset, destination, default);
        Assert.Equal(expected, count);
        Assert.Equal(content.Skip((int)Math.Min(offset, 3)).Take(expected), destination.Take(count));
    }

    [Fact]
    public async Task A_negative_offset_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Backend.ReadAsync("a", -1, new byte[1], default));

    [Theory]
    [InlineData("missing")]
    [InlineData("missing/below")]
    [InlineData("folder")]
    [InlineData("folder/object/below")]
    public async Task A_name_without_an_object_is_not_found(string name)
    {
        await CreateAsync("folder/object", [1]);
        Assert.Null(await Backend.GetLengthAsync(name, default));
        ObjectNotFoundException error = await Assert.ThrowsAsync<ObjectNotFoundException>(
            async () => await Backend.ReadAsync(name, 0, new byte[1], default));
        Assert.Equal(name, error.Name);
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_its_name_free()
    {
        await CreateAsync("a/b", [1]);
        await Backend.DeleteAsync("a/b", default);
        Assert.Null(await Backend.GetLengthAsync("a/b", default));
        Assert.Empty(await ListAsync(""));
        Assert.True(await CreateAsync("a/b", [2]));
        Assert.Equal([2], await ReadAllAsync("a/b"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("missing/below")]
    [InlineData("folder")]
    public async Task Deleting_what_is_not_there_changes_nothing(string name)
    {
        await CreateAsync("folder/object", [1]);
        await Backend.DeleteAsync(name, default);
        Assert.Equal(["folder/object"], await ListAsync(""));
    }

    [Fact]
    public async Task A_listing_has_every_object_in_ordinal_order_of_whole_names()
    {
        // '-' and '.' sort before '/', digits and letters after it: a folder's content stands between its neighbours.
        string[] names = ["B", "a-b", "a.b", "a/b", "a/b-c", "a/b0/c", "a0", "a~", "b/c/d/e"];
        foreach (string name in names.Reverse())
        {
            await CreateAsync(name, new byte[name.Length]);
        }

        List<StoredObject> found = await Backend.ListAsync("", default).ToListAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal).Select(name => new StoredObject(name, name.Length)), found);
    }

    [Theory]
    [InlineData("", "a/b", "a/bc/d", "ab", "b")]
    [InlineData("a", "a/b", "a/bc/d", "ab")]
    [InlineData("a/", "a/b", "a/bc/d")]
    [InlineData("a/b", "a/b", "a/bc/d")]
    [InlineData("a/bc", "a/bc/d")]
    [InlineData("a/bc/", "a/bc/d")]
    [InlineData("a/bc/d", "a/bc/d")]
    [InlineData("a/bc/d/e")]
    [InlineData("c")]
    [InlineData("c/d/")]
    public async Task A_listing_is_limited_to_names_that_begin_with_the_prefix(string prefix, params string[] expected)
    {
        foreach (string name in (string[])["a/b", "a/bc/d", "ab", "b"])
        {
            await CreateAsync(name, []);
        }

        Assert.Equal(expected, await ListAsync(prefix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("é")]
    [InlineData("tmp")]
    [InlineData("tmp/a")]
    public async Task A_name_that_is_not_plain_is_refused_everywhere(string name)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CreateAsync(name, [1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Backend.ReadAsync(name, 0, new byte[1], default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Backend.GetLengthAsync(name, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Backend.DeleteAsync(name, default));
        Assert.Empty(await ListAsync(""));
    }

    [Fact]
    public async Task Names_may_be_as_long_as_the_contract_says_and_no_longer()
    {
        string segment = new('s', 255);
        Assert.True(await CreateAsync($"{segment}/{segment}/{segment}/{new string('s', 255)}", [1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CreateAsync($"{segment}s", [1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CreateAsync($"{segment}/{segment}/{segment}/{segment}/a", [1]));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("../")]
    [InlineData("a/../b")]
    [InlineData("a b")]
    public async Task A_prefix_that_no_name_has_is_refused(string prefix) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await ListAsync(prefix));

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        await CreateAsync("kept", [1]);
        CancellationToken cancelled = new(canceled: true);
        await AssertCancelledAsync(async () => await Backend.CreateIfAbsentAsync("new", new([1]), cancelled));
        await AssertCancelledAsync(async () => await Backend.DeleteAsync("kept", cancelled));
        await AssertCancelledAsync(async () => await Backend.ReadAsync("kept", 0, new byte[1], cancelled));
        await AssertCancelledAsync(async () => await Backend.GetLengthAsync("kept", cancelled));
        await AssertCancelledAsync(async () => await Backend.ListAsync("", cancelled).ToListAsync(CancellationToken.None));
        Assert.Equal(["kept"], await ListAsync(""));
    }

    /// <summary>An empty backend of the kind under test; called once for each test.</summary>
    protected abstract IStorageBackend CreateEmpty();

    protected async Task<bool> CreateAsync(string name, byte[] content) =>
        await Backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), default);

    protected async Task<byte[]> ReadAllAsync(string name)
    {
        long? length = await Backend.GetLengthAsync(name, default);
        Assert.NotNull(length);
        byte[] content = new byte[length.Value];
        Assert.Equal(content.Length, await Backend.ReadAsync(name, 0, content, default));
        return content;
    }

    protected async Task<string[]> ListAsync(string prefix) =>
        await Backend.ListAsync(prefix, default).Select(found => found.Name).ToArrayAsync();

    private static async Task AssertCancelledAsync(Func<Task> call) =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(call);

    private static ReadOnlySequence<byte> InSegmentsOf(byte[] content, int length)
    {
        Segment first = new(content.AsMemory(0, Math.Min(length, content.Length)), null);
        Segment last = first;
        for (int offset = length; offset < content.Length; offset += length)
        {
            last = new Segment(content.AsMemory(offset, Math.Min(length, content.Length - offset)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
