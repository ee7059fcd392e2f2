using System.Buffers;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;

namespace Hoody.Testing.Backends;

/// <summary>A bucket as object services have it: create if absent, ranged reads, listings in pages; and requests that fail, now and then.</summary>
/// <remarks>A failed request may have been carried out. Which ones fail is the seed's choice. Disposing leaves the objects.</remarks>
public sealed class SimulatedBucket(int seed = 0, double failureRate = 0, int pageLength = 3) : IStorageBackend
{
    private readonly MemoryBackend _objects = new();
    private readonly Random _random = new(seed);

    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        SendAsync($"PUT {name}", () => _objects.CreateIfAbsentAsync(name, content, cancellationToken));

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        SendAsync($"GET {name}", () => _objects.ReadAsync(name, offset, destination, cancellationToken));

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        SendAsync($"HEAD {name}", () => _objects.GetLengthAsync(name, cancellationToken));

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = "";
        List<StoredObject> page;
        do
        {
            page = await SendAsync($"GET ?prefix={prefix}&start-after={last}", () => ListPageAsync(prefix, last, cancellationToken));
            foreach (StoredObject found in page)
            {
                yield return found;
                last = found.Name;
            }
        }
        while (page.Count == pageLength);
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await SendAsync(
        $"DELETE {name}",
        async () =>
        {
            await _objects.DeleteAsync(name, cancellationToken);
            return true;
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override string ToString() => "simulated bucket";

    private ValueTask<List<StoredObject>> ListPageAsync(string prefix, string last, CancellationToken cancellationToken) =>
        _objects.ListAsync(prefix, cancellationToken)
            .Where(found => string.CompareOrdinal(found.Name, last) > 0)
            .Take(pageLength)
            .ToListAsync(cancellationToken);

    private async ValueTask<T> SendAsync<T>(string request, Func<ValueTask<T>> carryOut)
    {
        ThrowNowAndThen(request, "503 Slow Down");
        T response = await carryOut();
        ThrowNowAndThen(request, "the connection was lost before the response");
        return response;
    }

    private void ThrowNowAndThen(string request, string reason)
    {
        lock (_random)
        {
            if (_random.NextDouble() < failureRate)
            {
                throw new BackendException($"{request}: {reason}.", isTransient: true);
            }
        }
    }
}
