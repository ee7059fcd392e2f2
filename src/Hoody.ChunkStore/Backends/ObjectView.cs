using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>The bytes of an object in memory that the garbage collector does not manage: a mapped file, or a copy. Thread-safe.</summary>
/// <remarks>Many threads read without a lock or a count, so whoever disposes it has to know that nobody reads it any more.</remarks>
internal sealed class ObjectView : IDisposable
{
    private readonly SafeBuffer _memory;
    private readonly nint _address;

    internal ObjectView(SafeBuffer memory, long lengthBytes)
    {
        _memory = memory;
        _address = memory.DangerousGetHandle();
        LengthBytes = lengthBytes;
    }

    /// <summary>0 when it is disposed.</summary>
    internal long LengthBytes { get; private set; }

    /// <summary>Eight bytes, little-endian.</summary>
    internal ulong ReadUInt64(long offset)
    {
        if (offset < 0 || offset > LengthBytes - sizeof(ulong))
        {
            throw OutOfRange(offset);
        }

        // Not SafeBuffer.Read: its reference count is two locked operations, three times the cost of a whole lookup in the cache.
        ulong value = (ulong)Marshal.ReadInt64(_address + (nint)offset);
        GC.KeepAlive(this);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    internal void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > LengthBytes - destination.Length)
        {
            throw OutOfRange(offset);
        }

        // It copies one element after another, so most of them are made as large as a line of the processor's cache.
        Span<Line> lines = MemoryMarshal.Cast<byte, Line>(destination);
        Span<byte> rest = destination[(lines.Length * Line.Size)..];
        _memory.ReadSpan((ulong)offset, lines);
        _memory.ReadSpan((ulong)(offset + destination.Length - rest.Length), rest);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        LengthBytes = 0; // so that a mistake in who holds it is an exception, and not a fault
        _memory.Dispose();
    }

    [InlineArray(Size / sizeof(ulong))]
    private struct Line
    {
        internal const int Size = 64;

        private ulong _first;
    }

    private ArgumentOutOfRangeException OutOfRange(long offset) =>
        new(nameof(offset), offset, $"The object has {LengthBytes} bytes.");
}
