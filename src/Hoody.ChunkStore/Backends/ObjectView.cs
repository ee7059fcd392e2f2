using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>The bytes of an object where they lie: in memory that the garbage collector does not manage, mapped or copied, or in an open file. Thread-safe.</summary>
/// <remarks>Many threads read without a lock or a count, so whoever disposes it has to know that nobody reads it any more.</remarks>
internal sealed class ObjectView : IDisposable
{
    private readonly SafeBuffer? _memory;
    private readonly ObjectFile? _file;
    private readonly nint _address;
    private long _memoryLength;

    /// <param name="memory">The bytes; null when they are in the file alone.</param>
    /// <param name="file">The file, where there is one: what is read in bulk comes from it, so that what the device cannot read is an exception.</param>
    /// <param name="lengthBytes">The object's length.</param>
    internal ObjectView(SafeBuffer? memory, ObjectFile? file, long lengthBytes)
    {
        (_memory, _file, LengthBytes) = (memory, file, lengthBytes);
        if (memory is not null)
        {
            _address = memory.DangerousGetHandle();
            _memoryLength = lengthBytes;
        }
    }

    /// <summary>0 when it is disposed.</summary>
    internal long LengthBytes { get; private set; }

    /// <summary>Whether a read has failed: then nobody should go on to look here.</summary>
    internal bool HasFailed => _file is { HasFailed: true };

    /// <summary>Eight bytes, little-endian.</summary>
    internal ulong ReadUInt64(long offset)
    {
        if (offset < 0 || offset > _memoryLength - sizeof(ulong))
        {
            return ReadUInt64Elsewhere(offset);
        }

        // Not SafeBuffer.Read: its reference count is two locked operations, three times the cost of a whole lookup in the cache.
        ulong value = (ulong)Marshal.ReadInt64(_address + (nint)offset);
        GC.KeepAlive(this);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>A few bytes.</summary>
    internal void Read(long offset, Span<byte> destination)
    {
        ThrowIfOutside(offset, destination.Length);
        if (_memory is null)
        {
            _file!.ReadPages(offset, destination); // without memory there is a file
            return;
        }

        if (destination.Length is >= sizeof(ulong) and <= 2 * sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, ReadUInt64(offset));
            BinaryPrimitives.WriteUInt64LittleEndian(destination[^sizeof(ulong)..], ReadUInt64(offset + destination.Length - sizeof(ulong)));
            return;
        }

        // It copies one element after another, so most of them are made as large as a line of the processor's cache.
        Span<Line> lines = MemoryMarshal.Cast<byte, Line>(destination);
        Span<byte> rest = destination[(lines.Length * Line.Size)..];
        _memory.ReadSpan((ulong)offset, lines);
        _memory.ReadSpan((ulong)(offset + destination.Length - rest.Length), rest);
    }

    /// <summary>Many bytes, or few whose reading must not end the process: from the file if there is one.</summary>
    internal void ReadBulk(long offset, Span<byte> destination)
    {
        if (_file is null)
        {
            Read(offset, destination);
            return;
        }

        ThrowIfOutside(offset, destination.Length);
        _file.Read(offset, destination);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        LengthBytes = _memoryLength = 0; // so that a mistake in who holds it is an exception, and not a fault
        _memory?.Dispose();
        _file?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadUInt64Elsewhere(long offset)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Read(offset, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private void ThrowIfOutside(long offset, int length)
    {
        if (offset < 0 || offset > LengthBytes - length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The object has {LengthBytes} bytes.");
        }
    }

    [InlineArray(Size / sizeof(ulong))]
    private struct Line
    {
        internal const int Size = 64;

        private ulong _first;
    }
}
