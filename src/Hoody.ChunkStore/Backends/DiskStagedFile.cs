using System.Buffers;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>A temporary file that grows until it gets its name, and goes when it gets none.</summary>
internal sealed class DiskStagedFile : IDisposable
{
    private readonly DiskSync _sync;
    private readonly DiskStaging _staging;
    private readonly string _temporaryName;
    private readonly string _what;
    private readonly IFile _file;
    private long _lengthBytes;
    private bool _isNamed;

    /// <summary>Makes an empty one; errors call it <paramref name="what"/>.</summary>
    internal DiskStagedFile(DiskSync sync, DiskStaging staging, string what)
    {
        _sync = sync;
        _staging = staging;
        _what = what;
        _temporaryName = staging.NextName();
        DiskError.ThrowIfFailed(staging.Directory.CreateFile(_temporaryName, out _file), "create", what);
    }

    internal void Append(ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DiskError.ThrowIfFailed(_file.Write(segment.Span, _lengthBytes), "write", _what);
            _lengthBytes += segment.Length;
        }
    }

    /// <summary>fsync, rename unless the name is taken, fsync of the directory.</summary>
    /// <returns>Whether the name was free; durable on return either way.</returns>
    internal bool CreateIfAbsent(string name, IDirectory parent, string leaf, string folder)
    {
        _sync.Flush(_file, name);
        _file.Dispose();
        Errno errno = _staging.Directory.RenameIfAbsent(_temporaryName, parent, leaf);
        DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "name", name);
        _isNamed = errno == Errno.None;

        // Also when the name was taken: its owner may not have come this far, and the caller is about to build on it.
        _sync.Flush(parent, folder);
        return _isNamed;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_isNamed)
        {
            _staging.Remove(_temporaryName); // what stays is swept with the session
            _isNamed = true; // and not removed twice
        }
    }
}
