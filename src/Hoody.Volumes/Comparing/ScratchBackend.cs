using System.Buffers;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Microsoft.Win32.SafeHandles;

namespace Hoody.Volumes.Comparing;

/// <summary>Objects in one temporary file without a name: for a store that lives as long as one call, may grow beyond memory, and leaves nothing behind.</summary>
/// <remarks>
/// The file's name is taken away at once, so that a killed process leaves none, and no walk meets it. Nothing is synced: what does not outlive the process need not survive a power
/// cut. What is deleted gives no room back. For one <see cref="BlobStore"/>, whose names it trusts.
/// </remarks>
internal sealed class ScratchBackend : IStorageBackend
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Place> _objects = new(StringComparer.Ordinal);
    private readonly FileStream _file;
    private long _end;

    private ScratchBackend(FileStream file) => _file = file;

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>Makes the file in the system's directory for temporary files.</summary>
    /// <exception cref="BackendException">It cannot be made.</exception>
    public static ScratchBackend Create()
    {
        string path = Path.Combine(Path.GetTempPath(), $"hoody-{Guid.NewGuid():N}");
        return Try("be made", () =>
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // It tells what is in the directory.
            }

            FileStream file = new(path, options);
            File.Delete(path);
            return new ScratchBackend(file);
        });
    }

    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Place place = new(Interlocked.Add(ref _end, content.Length) - content.Length, content.Length);
        Try("be written", () => Write(content, place.Offset));
        lock (_gate)
        {
            return ValueTask.FromResult(_objects.TryAdd(name, place));
        }
    }

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Place place = Find(name, cancellationToken) ?? throw new ObjectNotFoundException(name);
        long start = Math.Min(offset, place.Length);
        Memory<byte> wanted = destination[..(int)Math.Min(place.Length - start, destination.Length)];
        return ValueTask.FromResult(Try("be read", () => Read(wanted.Span, place.Offset + start)));
    }

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(name, cancellationToken)?.Length);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // A copy: the caller walks it while others create and delete.
            return _objects
                .Where(found => found.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(found => new StoredObject(found.Key, found.Value.Length))
                .ToList()
                .ToAsyncEnumerable();
        }
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _objects.Remove(name);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>What messages call this backend.</summary>
    public override string ToString() => "temporary file";

    private static T Try<T>(string verb, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackendException($"A temporary file in {Path.GetTempPath()} cannot {verb}: {exception.Message}", isTransient: false, exception);
        }
    }

    private bool Write(ReadOnlySequence<byte> content, long offset)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            RandomAccess.Write(Handle, segment.Span, offset);
            offset += segment.Length;
        }

        return true;
    }

    private int Read(Span<byte> destination, long offset)
    {
        int count = 0;
        while (count < destination.Length)
        {
            int read = RandomAccess.Read(Handle, destination[count..], offset + count);
            count += read > 0 ? read : throw new EndOfStreamException("it has become shorter");
        }

        return count;
    }

    private Place? Find(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return _objects.TryGetValue(name, out Place place) ? place : null;
        }
    }

    private readonly record struct Place(long Offset, long Length);
}
