using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance;

/// <summary>The place that a rule is verified in: opens backends over it, makes the calls, and says what is wrong with an answer.</summary>
internal sealed class BackendPlace(string rule, Func<IStorageBackend> open, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly List<IStorageBackend> _opened = [];

    /// <summary>The backend that was opened first.</summary>
    internal IStorageBackend Backend => _opened.Count > 0 ? _opened[0] : Open();

    internal CancellationToken CancellationToken => cancellationToken;

    internal IStorageBackend Open()
    {
        IStorageBackend opened = open();
        _opened.Add(opened);
        return opened;
    }

    internal Task<bool> CreateAsync(string name, byte[] content) => CreateAsync(Backend, name, content);

    internal async Task<bool> CreateAsync(IStorageBackend backend, string name, byte[] content) =>
        await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), cancellationToken).ConfigureAwait(false);

    internal async Task<string[]> NamesAsync(string prefix) =>
        await Backend.ListAsync(prefix, cancellationToken).Select(found => found.Name).ToArrayAsync(cancellationToken).ConfigureAwait(false);

    internal void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new BrokenContractException(rule, otherwise);
        }
    }

    internal Task RequireContentAsync(string name, byte[] content) => RequireContentAsync(Backend, name, content);

    internal async Task RequireContentAsync(IStorageBackend backend, string name, byte[] content)
    {
        long? length = await backend.GetLengthAsync(name, cancellationToken).ConfigureAwait(false);
        Require(length is not null, $"'{name}', which was created, is not found");
        Require(length == content.Length, $"the length of '{name}' is told as {length} and not as {content.Length}");
        byte[] found = new byte[content.Length];
        int count = await backend.ReadAsync(name, 0, found, cancellationToken).ConfigureAwait(false);
        Require(count == content.Length, $"a read of all {content.Length} bytes of '{name}' gives {count}");
        Require(found.AsSpan().SequenceEqual(content), $"'{name}' is read with other bytes than it was created with");
    }

    internal async Task RequireNamesAsync(string prefix, params string[] expected)
    {
        string[] found = await NamesAsync(prefix).ConfigureAwait(false);
        Require(
            found.SequenceEqual(expected),
            $"a listing of '{prefix}' gives [{string.Join(", ", found)}] and not [{string.Join(", ", expected)}]");
    }

    /// <summary>The error that the call ends in, which has to be of that type.</summary>
    internal async Task<T> RequireErrorAsync<T>(string call, Func<Task> make)
        where T : Exception
    {
        try
        {
            await make().ConfigureAwait(false);
        }
        catch (T expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw new BrokenContractException(rule, $"{call} ends in {other.GetType().Name} and not in {typeof(T).Name}", other);
        }

        throw new BrokenContractException(rule, $"{call} does not end in {typeof(T).Name}");
    }

    /// <summary>Disposes all backends that are open.</summary>
    public async ValueTask DisposeAsync()
    {
        IEnumerable<IStorageBackend> opened = [.. _opened.Distinct()];
        _opened.Clear();
        foreach (IStorageBackend backend in opened)
        {
            await backend.DisposeAsync().ConfigureAwait(false);
        }
    }
}
