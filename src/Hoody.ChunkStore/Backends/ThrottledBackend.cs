using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>Lets the bytes of another backend's objects pass at no more than given rates. Names and listings are not counted.</summary>
public sealed class ThrottledBackend : BackendDecorator
{
    private readonly BandwidthLimiter? _reads;
    private readonly BandwidthLimiter? _writes;

    /// <summary>Decorates <paramref name="inner"/>, which then belongs to this backend.</summary>
    /// <param name="inner">The backend whose bytes are counted.</param>
    /// <param name="reads">The rate of reading; null for no limit. Other backends may share it, and it may be that of writing too.</param>
    /// <param name="writes">The rate of writing; null for no limit.</param>
    public ThrottledBackend(IStorageBackend inner, BandwidthLimiter? reads, BandwidthLimiter? writes)
        : base(inner) => (_reads, _writes) = (reads, writes);

    /// <inheritdoc/>
    public override async ValueTask<bool> CreateIfAbsentAsync(
        string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name); // before the wait
        await WaitAsync(_writes, content.Length, cancellationToken).ConfigureAwait(false);
        return await Inner.CreateIfAbsentAsync(name, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name); // before the wait
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        await WaitAsync(_reads, destination.Length, cancellationToken).ConfigureAwait(false);
        int count = 0;
        try
        {
            count = await Inner.ReadAsync(name, offset, destination, cancellationToken).ConfigureAwait(false);
            return count;
        }
        finally
        {
            _reads?.GiveBack(destination.Length - count);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        Inner.GetLengthAsync(name, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Inner.ListAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => Inner.DeleteAsync(name, cancellationToken);

    private static ValueTask WaitAsync(BandwidthLimiter? limiter, long lengthBytes, CancellationToken cancellationToken) =>
        limiter is null ? ValueTask.CompletedTask : limiter.WaitAsync(lengthBytes, cancellationToken);
}
