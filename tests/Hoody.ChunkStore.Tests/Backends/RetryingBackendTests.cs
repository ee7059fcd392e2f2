using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class RetryingBackendTests : IAsyncDisposable
{
    private readonly MemoryBackend _objects = new();
    private readonly HookedBackend _failing;
    private readonly ImmediateTime _time = new();
    private readonly RetryingBackend _backend;
    private int _callCount;

    public RetryingBackendTests()
    {
        _failing = new HookedBackend(_objects);
        _backend = new RetryingBackend(_failing, new BackendRetryOptions { MaxRetries = 3, Time = _time, Random = () => 0.5 });
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    public static TheoryData<BackendOperation> Operations => [.. Enum.GetValues<BackendOperation>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_call_that_fails_for_a_moment_is_made_again(BackendOperation operation)
    {
        await _objects.CreateIfAbsentAsync("a", Content(1), default);
        FailBefore(operation, count: 3, new BackendException("busy", isTransient: true));
        await CallAsync(operation);
        Assert.Equal(4, _callCount);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_last_of_too_many_errors_is_thrown_as_it_came(BackendOperation operation)
    {
        await _objects.CreateIfAbsentAsync("a", Content(1), default);
        BackendException expected = new("busy", isTransient: true);
        FailBefore(operation, count: int.MaxValue, expected);
        Assert.Same(expected, await Assert.ThrowsAsync<BackendException>(() => CallAsync(operation)));
        Assert.Equal(4, _callCount);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Any_other_error_is_thrown_at_once(BackendOperation operation)
    {
        Exception[] others = [new BackendException("broken"), new StoreFullException("full"), new OperationCanceledException(), new IOException()];
        foreach (Exception other in others)
        {
            _callCount = 0;
            FailBefore(operation, count: int.MaxValue, other);
            Assert.Same(other, await Record.ExceptionAsync(() => CallAsync(operation)));
            Assert.Equal(1, _callCount);
        }
    }

    [Fact]
    public async Task Delays_double_up_to_the_longest_and_a_random_share_of_each_is_waited()
    {
        BackendRetryOptions options = new()
        {
            MaxRetries = 5, BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(5), Time = _time, Random = () => 0.5,
        };
        await using RetryingBackend backend = new(_failing, options);
        FailBefore(BackendOperation.Delete, count: 5, new BackendException("busy", isTransient: true));
        await backend.DeleteAsync("a", default);
        Assert.Equal([0.5, 1, 2, 2.5, 2.5], _time.Delays.Select(delay => delay.TotalSeconds));
    }

    [Fact]
    public async Task A_delay_ends_when_the_call_is_cancelled()
    {
        await using RetryingBackend backend = new(_failing, new BackendRetryOptions { Time = new FakeTimeProvider(), Random = () => 0.5 });
        FailBefore(BackendOperation.Delete, count: int.MaxValue, new BackendException("busy", isTransient: true));
        using CancellationTokenSource source = new();
        Task call = backend.DeleteAsync("a", source.Token).AsTask();
        Assert.False(call.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, _callCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(200_000)]
    public async Task A_creation_whose_reply_was_lost_is_told_as_one(int length)
    {
        byte[] content = StoreFixture.Bytes(1, length);
        LoseReplies(count: 1);
        Assert.True(await _backend.CreateIfAbsentAsync("a", new ReadOnlySequence<byte>(content), default));
        Assert.Equal(content, (await BackendContent.ReadAsync(_objects))["a"]);
    }

    [Fact]
    public async Task A_reply_is_still_lost_when_reading_back_fails_for_a_moment()
    {
        LoseReplies(count: 1);
        FailBefore(BackendOperation.Read, count: 2, new BackendException("busy", isTransient: true));
        Assert.True(await _backend.CreateIfAbsentAsync("a", Content(1), default));
    }

    [Fact]
    public async Task A_creation_whose_reply_was_lost_is_told_as_one_though_there_was_no_room_for_a_second_attempt()
    {
        LoseReplies(count: 1);
        _failing.Before = (operation, _) =>
            operation == BackendOperation.Create && _callCount++ == 1 ? throw new StoreFullException("full") : Task.CompletedTask;
        Assert.True(await _backend.CreateIfAbsentAsync("a", Content(1), default));
    }

    [Fact]
    public async Task A_creation_that_failed_and_then_found_no_room_is_told_as_that()
    {
        _failing.Before = (operation, _) => operation == BackendOperation.Create
            ? throw (_callCount++ == 0 ? new BackendException("busy", isTransient: true) : new StoreFullException("full")) : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreFullException>(async () => await _backend.CreateIfAbsentAsync("a", Content(1), default));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 4 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    [InlineData(new byte[0])]
    public async Task A_name_that_somebody_else_took_after_a_failure_is_taken(byte[] theirs)
    {
        _failing.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.Create && _callCount++ == 0)
            {
                await _objects.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(theirs), default);
                throw new BackendException("busy", isTransient: true);
            }
        };
        Assert.False(await _backend.CreateIfAbsentAsync("a", Content(1, 2, 3), default));
        Assert.Equal(theirs, (await BackendContent.ReadAsync(_objects))["a"]);
    }

    [Fact]
    public async Task A_name_that_was_taken_from_the_start_is_taken_even_with_the_same_bytes()
    {
        await _objects.CreateIfAbsentAsync("a", Content(1), default);
        Assert.False(await _backend.CreateIfAbsentAsync("a", Content(1), default));
    }

    [Fact]
    public async Task An_object_that_is_gone_before_it_was_read_back_is_an_error_and_not_created_again()
    {
        LoseReplies(count: 1);
        FailBefore(BackendOperation.Read, count: 0, new BackendException("never"));
        Func<BackendOperation, string, Task> before = _failing.Before;
        _failing.Before = async (operation, name) =>
        {
            await before(operation, name);
            if (operation == BackendOperation.Read)
            {
                await _objects.DeleteAsync(name, default);
            }
        };
        BackendException error = await Assert.ThrowsAsync<BackendException>(
            async () => await _backend.CreateIfAbsentAsync("a", Content(1), default));
        Assert.Contains("'a' was deleted", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _objects.NamesAsync(""));
    }

    [Fact]
    public async Task A_listing_that_fails_before_it_begins_is_made_again()
    {
        await _objects.CreateIfAbsentAsync("a", Content(1), default);
        int failures = 3;
        await using RetryingBackend backend = new(
            new EagerBackend(_objects, () => failures-- > 0 ? throw new BackendException("busy", isTransient: true) : true),
            new BackendRetryOptions { MaxRetries = 3, Time = _time });
        Assert.Equal(["a"], await backend.NamesAsync(""));
        Assert.Equal(-1, failures);
    }

    [Fact]
    public async Task A_listing_that_breaks_off_goes_on_behind_the_last_object_it_gave()
    {
        SimulatedBucket bucket = new(seed: 5, failureRate: 0.1);
        await using RetryingBackend backend = new(bucket, new BackendRetryOptions { MaxRetries = 50, Time = _time });
        string[] names = [.. Enumerable.Range(0, 30).Select(number => $"{number:D2}")];
        foreach (string name in names)
        {
            await backend.CreateIfAbsentAsync(name, Content(1), default);
        }

        Assert.Equal(names, await backend.NamesAsync(""));
        Assert.NotEmpty(_time.Delays);
    }

    [Fact]
    public async Task A_store_over_a_bucket_that_fails_often_keeps_what_was_put()
    {
        SimulatedBucket bucket = new(seed: 1, failureRate: 0.2);
        BackendRetryOptions options = new() { MaxRetries = 50, Time = _time };
        await using BlobStore store = await BlobStore.CreateAsync(new RetryingBackend(bucket, options), StoreFixture.SmallPacks);
        byte[][] contents = [.. Enumerable.Range(0, 40).Select(seed => StoreFixture.Bytes(seed, 500))];
        BlobId[] ids = await store.PutAsync([.. contents.Select(content => (BlobKind.Chunk, content))]);
        await store.Refs.UpdateAsync("a", ids[0], 0);

        await using BlobStore again = await BlobStore.OpenAsync(new RetryingBackend(bucket, options));
        for (int i = 0; i < ids.Length; i++)
        {
            Assert.Equal(contents[i], await again.ReadAsync(ids[i], BlobKind.Chunk));
        }

        Assert.Equal(1, (await again.Refs.GetAsync("a"))?.Generation);
    }

    [Fact]
    public void Options_outside_their_ranges_are_refused()
    {
        BackendRetryOptions[] wrong =
        [
            new() { MaxRetries = -1 }, new() { MaxRetries = 101 }, new() { BaseDelay = TimeSpan.Zero },
            new() { MaxDelay = TimeSpan.FromMilliseconds(1) }, new() { MaxDelay = TimeSpan.FromHours(2) },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new RetryingBackend(_objects, options)));
    }

    private static ReadOnlySequence<byte> Content(params byte[] bytes) => new(bytes);

    private void FailBefore(BackendOperation failed, int count, Exception error) => _failing.Before = (operation, _) =>
        operation == failed && _callCount++ < count ? throw error : Task.CompletedTask;

    private void LoseReplies(int count) => _failing.AfterCreate = _ =>
        count-- > 0 ? throw new BackendException("the reply was lost", isTransient: true) : Task.CompletedTask;

    private async Task CallAsync(BackendOperation operation)
    {
        switch (operation)
        {
            case BackendOperation.Create:
                Assert.True(await _backend.CreateIfAbsentAsync("new", Content(1), default));
                break;
            case BackendOperation.Read:
                Assert.Equal(1, await _backend.ReadAsync("a", 0, new byte[1], default));
                break;
            case BackendOperation.GetLength:
                Assert.Equal(1, await _backend.GetLengthAsync("a", default));
                break;
            case BackendOperation.List:
                Assert.Equal(["a"], await _backend.NamesAsync(""));
                break;
            default:
                await _backend.DeleteAsync("a", default);
                Assert.Empty(await _objects.NamesAsync(""));
                break;
        }
    }

    /// <summary>Fails a listing where it is asked for, not where it is read.</summary>
    private sealed class EagerBackend(IStorageBackend inner, Func<bool> before) : BackendDecorator(inner)
    {
        public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            Inner.CreateIfAbsentAsync(name, content, cancellationToken);

        public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            Inner.ReadAsync(name, offset, destination, cancellationToken);

        public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => Inner.GetLengthAsync(name, cancellationToken);

        public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
            before() ? Inner.ListAsync(prefix, cancellationToken) : AsyncEnumerable.Empty<StoredObject>();

        public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => Inner.DeleteAsync(name, cancellationToken);
    }
}
