using System.Buffers;
using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>The file in which a volume keeps its changes, in the order in which they were made: what memory need not hold, and what a crash leaves.</summary>
/// <remarks>
/// <code>
/// offset  size  field
///      0     3  magic      "HVJ"
///      3     1  version    1
///      4    32  snapshot   the id of the snapshot's record
/// then records
///      0     4  length     little-endian, of the change
///      4     4  check      the first four bytes of the change's BLAKE3 hash
///      8        change     see ChangeCodec
/// </code>
/// The first record that is cut off or fails its check ends the journal: it was being written when the process died. Specification:
/// FORMAT.md, "Journal of a volume". For one thread.
/// </remarks>
internal sealed class Journal : IDisposable
{
    public const byte Version = 1;
    public const int HeaderLength = 36;
    public const int RecordHeaderLength = 8;

    /// <summary>Longer than any change: the attributes of an entry take no more than a blob, and writes are split.</summary>
    private const int MaxRecordLength = 2 * BlobStore.MaxBlobLengthBytes;

    /// <summary>Changes wait in memory up to here, then they are written out; few large writes cost less than many small ones.</summary>
    private const int BufferLength = 1 << 20;

    private static readonly EntryName s_name = new("journal");
    private static readonly EntryName s_newName = new("journal.new");

    private readonly string _path;
    private readonly Descriptor _directory;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private Descriptor _file;
    private long _written = HeaderLength;

    private Journal(string path, Descriptor directory, Descriptor file, BlobId snapshot) =>
        (_path, _directory, _file, Snapshot) = (path, directory, file, snapshot);

    /// <summary>The snapshot that the changes were made to.</summary>
    public BlobId Snapshot { get; private set; }

    /// <summary>Where the next record begins.</summary>
    public long Length => _written + _buffer.WrittenCount;

    /// <summary>Begins the journal of a volume on a snapshot, or opens the one that is there if none is given. The directory is locked until it is disposed.</summary>
    /// <exception cref="FileTreeException">The directory is used by another volume, or cannot be made, read or written.</exception>
    /// <exception cref="CorruptDataException">What is there is no journal.</exception>
    public static Journal Open(string path, BlobId? snapshot)
    {
        Descriptor directory = OpenLocked(path);
        Descriptor? file = null;
        try
        {
            Errno error = directory.OpenForChange(s_name, out file);
            if (snapshot is { } begun)
            {
                if (error != Errno.ENOENT)
                {
                    throw new FileTreeException(path, "holds the journal of a volume already; open it, or choose another directory");
                }

                file.Dispose();
                file = Create(path, directory, begun);
                return new Journal(path, directory, file, begun);
            }

            Require(path, error, "has no journal of a volume that can be opened");
            Span<byte> header = stackalloc byte[HeaderLength];
            Require(path, file.Read(0, header, out int count), "cannot be read");
            FieldReader reader = new(header[..count], $"journal in \"{path}\"");
            reader.ReadMagic("HVJ"u8, Version);
            return new Journal(path, directory, file, reader.ReadId());
        }
        catch
        {
            file?.Dispose();
            Close(directory);
            throw;
        }
    }

    /// <summary>Reads the changes from the start; what follows the last whole one is cut off. Before the first <see cref="Append"/>.</summary>
    /// <exception cref="CorruptDataException">A record that passes its check is no change.</exception>
    public IEnumerable<(VolumeChange Change, long DataOffset)> Replay()
    {
        while (ReadRecord(_written) is { } record)
        {
            _written += RecordHeaderLength + record.Length;
            VolumeChange change = ChangeCodec.Decode(record);
            yield return (change, _written - change.Data.Length);
        }

        Require(_path, _file.SetLength(_written), "cannot be cut off after the last whole record");
    }

    /// <summary>Adds a change. It survives a crash after the next <see cref="Flush"/>.</summary>
    /// <returns>Where in the journal its bytes are.</returns>
    public long Append(VolumeChange change)
    {
        ArrayBufferWriter<byte> encoded = new(change.Data.Length + 256);
        ChangeCodec.Encode(change, encoded);
        Span<byte> header = stackalloc byte[RecordHeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, encoded.WrittenCount);
        Check(encoded.WrittenSpan, header[4..]);
        _buffer.Write(header);
        _buffer.Write(encoded.WrittenSpan);
        long end = Length;
        if (_buffer.WrittenCount >= BufferLength)
        {
            WriteOut();
        }

        return end - change.Data.Length;
    }

    /// <summary>Makes every change so far durable.</summary>
    public void Flush()
    {
        WriteOut();
        Require(_path, _file.Sync(), "cannot be made durable");
    }

    /// <summary>Reads bytes that a change brought.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        int inFile = (int)Math.Clamp(_written - offset, 0, destination.Length);
        if (inFile > 0)
        {
            Require(_path, _file.Read(offset, destination[..inFile], out int count), "cannot be read");
            if (count < inFile)
            {
                throw new CorruptDataException($"journal in \"{_path}\"", $"it ends at {offset + count}, and has had {_written} bytes");
            }
        }

        int start = (int)(Math.Max(offset, _written) - _written);
        _buffer.WrittenSpan.Slice(start, destination.Length - inFile).CopyTo(destination[inFile..]);
    }

    /// <summary>Begins again on a snapshot, without changes: at once, or after a crash not at all.</summary>
    public void Restart(BlobId snapshot)
    {
        Descriptor file = Create(_path, _directory, snapshot);
        _file.Dispose();
        _file = file;
        (Snapshot, _written) = (snapshot, HeaderLength);
        _buffer.ResetWrittenCount();
    }

    public void Dispose()
    {
        _file.Dispose();
        Close(_directory);
    }

    private static Descriptor OpenLocked(string path)
    {
        Descriptor directory = RootDirectory.OpenOrCreate(path);
        Errno error = directory.TryLock();
        if (error == Errno.None)
        {
            return directory;
        }

        directory.Dispose();
        throw new FileTreeErrors(path).Of(TreePath.Root, "is in use by another volume, or cannot be locked", error);
    }

    private static void Close(Descriptor directory)
    {
        directory.Unlock();
        directory.Dispose();
    }

    private static Descriptor Create(string path, Descriptor directory, BlobId snapshot)
    {
        ArrayBufferWriter<byte> header = new(HeaderLength);
        FieldWriter writer = new(header);
        writer.WriteMagic("HVJ"u8, Version);
        writer.WriteId(snapshot);
        writer.Flush();

        // Left over from a crash; nobody else writes here, the directory is locked.
        directory.RemoveFile(s_newName);
        Require(path, directory.CreateFile(s_newName, Descriptor.OwnerMayReadAndWrite, out Descriptor file), "cannot be written");
        try
        {
            Require(path, file.Write(0, header.WrittenSpan), "cannot be written");
            Require(path, file.Sync(), "cannot be made durable");
            Require(path, directory.Rename(s_newName, s_name), "cannot be written");
            Require(path, directory.Sync(), "cannot be made durable");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Require(string path, Errno error, string problem)
    {
        if (error != Errno.None)
        {
            throw new FileTreeErrors(path).Of(TreePath.Root, problem, error);
        }
    }

    private static void Check(ReadOnlySpan<byte> change, Span<byte> check)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Blake3Hasher.Hash(change).CopyTo(digest);
        digest[..check.Length].CopyTo(check);
    }

    private byte[]? ReadRecord(long offset)
    {
        Span<byte> header = stackalloc byte[RecordHeaderLength];
        Require(_path, _file.Read(offset, header, out int count), "cannot be read");
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (count < RecordHeaderLength || length is < 1 or > MaxRecordLength)
        {
            return null;
        }

        byte[] change = new byte[length];
        Require(_path, _file.Read(offset + RecordHeaderLength, change, out count), "cannot be read");
        Span<byte> check = stackalloc byte[4];
        Check(change, check);
        return count == length && check.SequenceEqual(header[4..]) ? change : null;
    }

    private void WriteOut()
    {
        Require(_path, _file.Write(_written, _buffer.WrittenSpan), "cannot be written");
        _written += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
    }
}
