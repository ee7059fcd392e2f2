using System.Buffers;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>Repeats calls of another backend that failed for a moment: those whose <see cref="BackendException.IsTransient"/> is true.</summary>
/// <remarks>
/// Delays are random and grow; every other error, and the last of too many, is thrown as it came. When the reply to a creation was
/// lost and the name then is taken, the object is read back: if it has the caller's bytes, the caller is told that it created it. So two
/// callers that create the same bytes under one name at one time may both be told so. A call that is cancelled between two attempts may
/// have created its object. A listing goes on behind the last object it gave; the other backend lists from the start again for that, since the
/// contract knows no other way, so a listing that breaks k times costs up to k + 1 listings.
/// </remarks>
public sealed class RetryingBackend : BackendDecorator
{
    private const int BlockLength = 64 << 10;

    private readonly BackendRetryOptions _options;

    /// <summary>Decorates <paramref name="inner"/>, which then belongs to this backend.</summary>
    /// <param name="inner">The backend that may fail.</param>
    /// <param name="options">How often and when calls are repeated; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public RetryingBackend(IStorageBackend inner, BackendRetryOptions? options = null)
        : base(inner) => _options = (options ?? new BackendRetryOptions()).Validated();

    /// <inheritdoc/>
    public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        RunAsync(failureCount => CreateAsync(name, content, mayBeThere: failureCount > 0, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        RunAsync(_ => Inner.ReadAsync(name, offset, destination, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(_ => Inner.GetLengthAsync(name, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = "";
        for (int failureCount = 0; ; failureCount++)
        {
            ListingAttempt attempt = new(() => Inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken));
            await using (attempt.ConfigureAwait(false))
            {
                while (await attempt.MoveNextAsync(mayFail: failureCount < _options.MaxRetries).ConfigureAwait(false))
                {
                    if (string.CompareOrdinal(attempt.Current.Name, last) > 0)
                    {
                        last = attempt.Current.Name;
                        failureCount = 0;
                        yield return attempt.Current;
                    }
                }

                if (!attempt.HasFailed)
                {
                    yield break;
                }
            }

            await _options.DelayAsync(failureCount + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) =>
        await RunAsync(
            async _ =>
            {
                await Inner.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    private protected override ValueTask<ObjectView?> MapAsync(string name, CancellationToken cancellationToken) =>
        RunAsync(_ => base.MapAsync(name, cancellationToken), cancellationToken);

    private protected override async ValueTask SettleAsync(CancellationToken cancellationToken) =>
        await RunAsync(
            async _ =>
            {
                await base.SettleAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a call, told how often it has failed so far, until it succeeds or its error is for the caller.</summary>
    private async ValueTask<T> RunAsync<T>(Func<int, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (int failureCount = 0; ;)
        {
            try
            {
                return await call(failureCount).ConfigureAwait(false);
            }
            catch (BackendException failure) when (failure.IsTransient && failureCount < _options.MaxRetries)
            {
                failureCount++;
            }

            await _options.DelayAsync(failureCount, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> CreateAsync(string name, ReadOnlySequence<byte> content, bool mayBeThere, CancellationToken cancellationToken)
    {
        try
        {
            return await Inner.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false)
                || (mayBeThere && await HasContentAsync(name, content, cancellationToken).ConfigureAwait(false));
        }
        catch (StoreFullException) when (mayBeThere)
        {
            // It says that nothing was created, and knows nothing of the attempts before.
            if (await GetLengthAsync(name, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            return await HasContentAsync(name, content, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> HasContentAsync(string name, ReadOnlySequence<byte> expected, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            ReadOnlySequence<byte> rest = expected;
            for (long offset = 0; ;)
            {
                // Each read with retries of its own, or a large object would never be read to its end. One byte more than there should be shows
                // a longer one.
                int wanted = (int)Math.Min(rest.Length + 1, BlockLength);
                int count = await ReadAsync(name, offset, block.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
                if (count > rest.Length || !IsEqual(rest.Slice(0, count), block))
                {
                    return false;
                }

                rest = rest.Slice(count);
                offset += count;
                if (count < wanted)
                {
                    return rest.IsEmpty;
                }
            }
        }
        catch (ObjectNotFoundException exception)
        {
            throw new BackendException(
                $"'{name}' was deleted before its creation was confirmed: nobody can tell whose it was. Look at the store again.",
                innerException: exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static bool IsEqual(ReadOnlySequence<byte> expected, ReadOnlySpan<byte> actual)
    {
        foreach (ReadOnlyMemory<byte> segment in expected)
        {
            if (!actual.StartsWith(segment.Span))
            {
                return false;
            }

            actual = actual[segment.Length..];
        }

        return true;
    }
}
