using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>The bytes of an object in memory that the garbage collector does not manage: a mapped file, or a copy. Thread-safe.</summary>
/// <remarks>
/// There is no dispose: many threads read without a lock or a count, so the memory lives as long as anybody refers to its view, and the
/// handle's finalizer gives it back.
/// </remarks>
internal sealed class ObjectView
{
    private readonly SafeBuffer _memory;
    private readonly nint _address;

    internal ObjectView(SafeBuffer memory, long lengthBytes)
    {
        _memory = memory;
        _address = memory.DangerousGetHandle();
        LengthBytes = lengthBytes;
    }

    internal long LengthBytes { get; }

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

        _memory.ReadSpan((ulong)offset, destination);
    }

    private ArgumentOutOfRangeException OutOfRange(long offset) =>
        new(nameof(offset), offset, $"The object has {LengthBytes} bytes.");
}
