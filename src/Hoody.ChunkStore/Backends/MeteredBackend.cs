using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Backends;

/// <summary>Measures the calls of another backend with the meter <c>Hoody.ChunkStore</c>: durations, errors, bytes.</summary>
/// <remarks>
/// While nobody listens, calls are passed on: no clock is read, and nothing is allocated. Of an object that is mapped into memory all bytes count, once:
/// which of them are read, only the system knows. Names, units and tags: docs/telemetry.md.
/// </remarks>
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

    private static bool IsListenedTo => StoreMeter.BackendDuration.Enabled || StoreMeter.BackendBytes.Enabled;

    /// <inheritdoc/>
    public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        MeasureAsync(
            "create",
            (Inner, name, content, cancellationToken),
            static call => call.Inner.CreateIfAbsentAsync(call.name, call.content, call.cancellationToken),
            static (call, isCreated) => (TagNames.Write, isCreated ? call.content.Length : 0));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        MeasureAsync(
            "read",
            (Inner, name, offset, destination, cancellationToken),
            static call => call.Inner.ReadAsync(call.name, call.offset, call.destination, call.cancellationToken),
            static (_, count) => (TagNames.Read, count));

    /// <inheritdoc/>
    public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        MeasureAsync(
            "stat", (Inner, name, cancellationToken), static call => call.Inner.GetLengthAsync(call.name, call.cancellationToken));

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        IsListenedTo ? MeasureListAsync(prefix, cancellationToken) : Inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) =>
        IsListenedTo ? MeasureDeleteAsync(name, cancellationToken) : Inner.DeleteAsync(name, cancellationToken);

    private protected override ValueTask<ObjectView?> MapAsync(string name, CancellationToken cancellationToken) =>
        MeasureAsync(
            "map",
            (Backend: this, name, cancellationToken),
            static call => call.Backend.MapInnerAsync(call.name, call.cancellationToken),
            static (_, view) => (TagNames.Map, view?.LengthBytes ?? 0));

    private ValueTask<ObjectView?> MapInnerAsync(string name, CancellationToken cancellationToken) => base.MapAsync(name, cancellationToken);

    private async ValueTask MeasureDeleteAsync(string name, CancellationToken cancellationToken) => await MeasureAsync(
        "delete",
        (Inner, name, cancellationToken),
        static async call =>
        {
            await call.Inner.DeleteAsync(call.name, call.cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    // What the call needs comes as state: a closure would be allocated while nobody listens, too.
    private ValueTask<T> MeasureAsync<TCall, T>(
        string operation, TCall state, Func<TCall, ValueTask<T>> call, Func<TCall, T, (string Direction, long LengthBytes)>? transferred = null) =>
        IsListenedTo ? MeasureListenedAsync(operation, state, call, transferred) : call(state);

    private async ValueTask<T> MeasureListenedAsync<TCall, T>(
        string operation, TCall state, Func<TCall, ValueTask<T>> call, Func<TCall, T, (string Direction, long LengthBytes)>? transferred)
    {
        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            T result = await call(state).ConfigureAwait(false);
            Record(operation, startedAt, failure: null);
            if (transferred?.Invoke(state, result) is (string direction, long lengthBytes))
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

    // Only the time that the backend takes, not that of whoever walks the listing, who may also break it off.
    private async IAsyncEnumerable<StoredObject> MeasureListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan elapsed = TimeSpan.Zero;
        Exception? error = null;
        IAsyncEnumerator<StoredObject>? listing = null;
        try
        {
            for (bool hasNext = true; hasNext;)
            {
                long startedAt = Stopwatch.GetTimestamp();
                try
                {
                    listing ??= Inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    hasNext = await listing.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception failure)
                {
                    error = failure;
                    throw;
                }
                finally
                {
                    elapsed += Stopwatch.GetElapsedTime(startedAt);
                }

                if (hasNext)
                {
                    yield return listing.Current;
                }
            }
        }
        finally
        {
            Record("list", elapsed, error);
            if (listing is not null)
            {
                await listing.DisposeAsync().ConfigureAwait(false);
            }
        }
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
