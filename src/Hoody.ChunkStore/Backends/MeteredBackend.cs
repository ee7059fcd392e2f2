using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Backends;

/// <summary>Measures the calls of another backend with the meter <c>Hoody.ChunkStore</c>: durations, errors, bytes.</summary>
/// <remarks>While nobody listens, calls are passed on and no clock is read. Names, units and tags: docs/telemetry.md.</remarks>
public sealed class MeteredBackend : BackendDecorator
{
    private readonly KeyValuePair<string, object?> _backend;

    /// <summary>Decorates <paramref name="inner"/>, which then belongs to this backend.</summary>
    /// <param name="inner">The backend to measure.</param>
    /// <param name="name">What measurements call it, in the tag <c>hoody.backend</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public MeteredBackend(IStorageBackend inner, string name)
        : base(inner)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _backend = new(TagNames.Backend, name);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        MeasureAsync(
            "create",
            () => Inner.CreateIfAbsentAsync(name, content, cancellationToken),
            isCreated => (TagNames.Write, isCreated ? content.Length : 0));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        MeasureAsync("read", () => Inner.ReadAsync(name, offset, destination, cancellationToken), count => (TagNames.Read, count));

    /// <inheritdoc/>
    public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        MeasureAsync("stat", () => Inner.GetLengthAsync(name, cancellationToken));

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        StoreMeter.BackendDuration.Enabled ? MeasureListAsync(prefix, cancellationToken) : Inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await MeasureAsync(
        "delete",
        async () =>
        {
            await Inner.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    private async ValueTask<T> MeasureAsync<T>(
        string operation, Func<ValueTask<T>> call, Func<T, (string Direction, long LengthBytes)>? transferred = null)
    {
        if (!StoreMeter.BackendDuration.Enabled && !StoreMeter.BackendBytes.Enabled)
        {
            return await call().ConfigureAwait(false);
        }

        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            T result = await call().ConfigureAwait(false);
            Record(operation, startedAt, failure: null);
            if (transferred?.Invoke(result) is (string direction, long lengthBytes))
            {
                StoreMeter.BackendBytes.Add(lengthBytes, _backend, new(TagNames.Direction, direction));
            }

            return result;
        }
        catch (Exception failure)
        {
            Record(operation, startedAt, failure);
            throw;
        }
    }

    // Only the time that the backend takes, not that of whoever walks the listing.
    private async IAsyncEnumerable<StoredObject> MeasureListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan elapsed = TimeSpan.Zero;
        IAsyncEnumerator<StoredObject> listing = Inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (listing.ConfigureAwait(false))
        {
            for (bool hasNext = true; hasNext;)
            {
                long startedAt = Stopwatch.GetTimestamp();
                try
                {
                    hasNext = await listing.MoveNextAsync().ConfigureAwait(false);
                    elapsed += Stopwatch.GetElapsedTime(startedAt);
                }
                catch (Exception failure)
                {
                    Record("list", elapsed + Stopwatch.GetElapsedTime(startedAt), failure);
                    throw;
                }

                if (hasNext)
                {
                    yield return listing.Current;
                }
            }
        }

        Record("list", elapsed, failure: null);
    }

    private void Record(string operation, long startedAt, Exception? failure) =>
        Record(operation, Stopwatch.GetElapsedTime(startedAt), failure);

    private void Record(string operation, TimeSpan elapsed, Exception? failure)
    {
        TagList tags = [_backend, new(TagNames.Operation, operation)];
        if (failure is not null)
        {
            tags.Add(TagNames.Error, failure.GetType().Name);
        }

        StoreMeter.BackendDuration.Record(elapsed.TotalSeconds, tags);
    }
}
