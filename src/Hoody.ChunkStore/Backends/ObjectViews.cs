using System.Buffers;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>Opens views of objects: mapped where the backend can, else read once into memory outside the managed heap.</summary>
internal static class ObjectViews
{
    private const int BlockLength = 1 << 20;

    /// <summary>Null when there is no such object of that length.</summary>
    internal static async ValueTask<ObjectView?> OpenAsync(
        IStorageBackend backend, string name, long lengthBytes, CancellationToken cancellationToken)
    {
        if (backend is IMappingBackend mapping && await mapping.MapAsync(name, cancellationToken).ConfigureAwait(false) is { } view)
        {
            return view.LengthBytes == lengthBytes ? view : null;
        }

        try
        {
            return await ReadAsync(backend, name, lengthBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            return null;
        }
    }

    internal static ObjectView Copy(ReadOnlySequence<byte> content)
    {
        NativeBuffer buffer = new(content.Length);
        ulong offset = 0;
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            buffer.WriteSpan(offset, segment.Span);
            offset += (ulong)segment.Length;
        }

        return new ObjectView(buffer, content.Length);
    }

    private static async ValueTask<ObjectView?> ReadAsync(
        IStorageBackend backend, string name, long lengthBytes, CancellationToken cancellationToken)
    {
        NativeBuffer buffer = new(lengthBytes);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            for (long offset = 0; offset < lengthBytes;)
            {
                int wanted = (int)Math.Min(BlockLength, lengthBytes - offset);
                int count = await backend.ReadAsync(name, offset, block.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
                if (count != wanted)
                {
                    return null;
                }

                buffer.WriteSpan((ulong)offset, block.AsSpan(0, count));
                offset += count;
            }

            return new ObjectView(buffer, lengthBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private sealed class NativeBuffer : SafeBuffer
    {
        private readonly long _lengthBytes;

        internal NativeBuffer(long lengthBytes)
            : base(ownsHandle: true)
        {
            _lengthBytes = Math.Max(lengthBytes, 1);
            SetHandle(Marshal.AllocHGlobal((nint)_lengthBytes));
            Initialize((ulong)_lengthBytes);
            GC.AddMemoryPressure(_lengthBytes); // the finalizer frees it: the collector must know what waits for it
        }

        protected override bool ReleaseHandle()
        {
            Marshal.FreeHGlobal(handle);
            GC.RemoveMemoryPressure(_lengthBytes);
            return true;
        }
    }
}
