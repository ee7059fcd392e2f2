using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>A mutant: packs are told to be durable when they are only in memory, and written after the next ref.</summary>
internal sealed class LatePacksBackend(IStorageBackend inner) : IStorageBackend
{
    private readonly SortedDictionary<string, byte[]> _late = new(StringComparer.Ordinal);

    public async ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        if (name.StartsWith("packs/", StringComparison.Ordinal))
        {
            _late.Add(name, content.ToArray());
            return true;
        }

        bool isCreated = await inner.CreateIfAbsentAsync(name, content, cancellationToken);
        await WriteLateAsync(cancellationToken);
        return isCreated;
    }

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (!_late.TryGetValue(name, out byte[]? content))
        {
            return inner.ReadAsync(name, offset, destination, cancellationToken);
        }

        ReadOnlyMemory<byte> read = content.AsMemory((int)offset);
        read = read[..Math.Min(read.Length, destination.Length)];
        read.CopyTo(destination);
        return ValueTask.FromResult(read.Length);
    }

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        _late.TryGetValue(name, out byte[]? content)
            ? ValueTask.FromResult<long?>(content.Length)
            : inner.GetLengthAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await WriteLateAsync(default);
        await inner.DisposeAsync();
    }

    private async Task WriteLateAsync(CancellationToken cancellationToken)
    {
        foreach ((string name, byte[] content) in _late)
        {
            await inner.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), cancellationToken);
        }

        _late.Clear();
    }
}
