using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Writes a cache beside the earlier one and puts it in its place when it is complete. Thread-safe.</summary>
/// <remarks>
/// Nothing is synced: a power cut leaves the old one, the new one, or one whose checksums do not hold, and each costs no more than the
/// reading of a tree. The first error of the file system ends the writing; nobody needs it.
/// </remarks>
internal sealed class StatCacheWriter : IDisposable
{
    private const int BufferLength = 1 << 18;

    private readonly Lock _gate = new();
    private readonly Descriptor _directory;
    private readonly Descriptor _file;
    private readonly EntryName _temporaryName;
    private readonly StatCacheHeader _header;
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _spare = [];
    private int _buffered;
    private long _flushed;
    private bool _isPlaced;

    private StatCacheWriter(Descriptor directory, Descriptor file, EntryName temporaryName, StatCacheHeader header)
    {
        (_directory, _file, _temporaryName, _header) = (directory, file, temporaryName, header);
        Add(header.Encode());
    }

    /// <summary>What the file system first answered that was no success.</summary>
    public Errno Error { get; private set; }

    /// <summary>Begins a cache; EBUSY while somebody else writes one in the same place.</summary>
    /// <param name="directory">Where it is to lie.</param>
    /// <param name="name">What it is to be called.</param>
    /// <param name="header">Whose it is; with a key of its own.</param>
    /// <param name="writer">The writer; null beside an error.</param>
    public static Errno Create(Descriptor directory, EntryName name, StatCacheHeader header, out StatCacheWriter? writer)
    {
        writer = null;
        if (!EntryName.TryCreate([.. name.Bytes, .. ".new"u8], out EntryName temporaryName))
        {
            return Errno.ENAMETOOLONG;
        }

        Errno error = directory.OpenOrCreateFile(temporaryName, out Descriptor file);
        error = error == Errno.None ? Claim(directory, file, temporaryName) : error;
        if (error != Errno.None)
        {
            file.Dispose();
            return error;
        }

        writer = new StatCacheWriter(directory, file, temporaryName, header);
        return Errno.None;
    }

    /// <summary>Appends a block; says where it begins.</summary>
    public long Append(ReadOnlySpan<byte> payload)
    {
        int length = StatCacheBlock.HeadLength + payload.Length;
        lock (_gate)
        {
            Span<byte> block = Reserve(length) ? _buffer.AsSpan(_buffered, length) : new byte[length];
            payload.CopyTo(block[StatCacheBlock.HeadLength..]);
            long offset = _flushed + _buffered;
            StatCacheBlock.Seal(block, offset, _header.Key.Span);
            Add(block);
            return offset;
        }
    }

    /// <summary>A buffer that is empty, and known from before to be as long as most directories need. For <see cref="Return"/>.</summary>
    public ArrayBufferWriter<byte> Rent() => _spare.TryTake(out ArrayBufferWriter<byte>? buffer) ? buffer : new ArrayBufferWriter<byte>();

    public void Return(ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        _spare.Add(buffer);
    }

    /// <summary>Completes the cache and puts it in the place of the earlier one.</summary>
    public Errno Complete(EntryName name, long rootOffset)
    {
        Span<byte> footer = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(footer, rootOffset);
        Append(footer);
        lock (_gate)
        {
            Flush();
            Error = Error == Errno.None ? _directory.Rename(_temporaryName, name) : Error;
            _isPlaced = Error == Errno.None;
            return Error;
        }
    }

    public void Dispose()
    {
        // While the lock is held, and hence nobody else's file.
        if (!_isPlaced)
        {
            _ = _directory.RemoveFile(_temporaryName);
        }

        _file.Dispose();
    }

    /// <summary>Makes sure that nobody else writes to the file, and empties it of what a crash has left.</summary>
    private static Errno Claim(Descriptor directory, Descriptor file, EntryName name)
    {
        Errno error = file.TryLock();
        FileStatus locked = default;
        FileStatus named = default;
        error = error == Errno.EAGAIN ? Errno.EBUSY : error;
        error = error == Errno.None ? file.GetStatus(out locked) : error;
        error = error == Errno.None ? directory.GetStatus(name, out named) : error;

        // Whoever had the lock may have put the file in place between our opening it and our locking it: it is a cache now.
        error = error == Errno.None && locked.Identity != named.Identity ? Errno.EBUSY : error;
        return error == Errno.None ? file.SetLength(0) : error;
    }

    /// <summary>Makes room in the buffer; false for what is longer than all of it, and the buffer is empty then.</summary>
    private bool Reserve(int length)
    {
        if (length > _buffer.Length - _buffered)
        {
            Flush();
        }

        return length <= _buffer.Length;
    }

    /// <remarks>The bytes may stand already where they are going.</remarks>
    private void Add(ReadOnlySpan<byte> bytes)
    {
        if (Reserve(bytes.Length))
        {
            bytes.CopyTo(_buffer.AsSpan(_buffered));
            _buffered += bytes.Length;
        }
        else
        {
            Write(bytes);
        }
    }

    private void Flush()
    {
        Write(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        Error = Error == Errno.None ? _file.Write(_flushed, bytes) : Error;
        _flushed += bytes.Length;
    }
}
