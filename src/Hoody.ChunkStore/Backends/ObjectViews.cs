using System.Buffers;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Backends;

/// <summary>Opens views of objects: where they lie if the backend can, else read once into memory outside the managed heap.</summary>
internal static class ObjectViews
{
    private const int BlockLength = 1 << 20;

    /// <summary>A view of all of an object, which must have that length. The caller disposes it.</summary>
    /// <exception cref="CorruptDataException">It has another length.</exception>
    /// <exception cref="ObjectNotFoundException">It does not exist.</exception>
    internal static async ValueTask<ObjectView> OpenAsync(
        IStorageBackend backend, string name, long lengthBytes, CancellationToken cancellationToken)
    {
        if (backend is not IMappingBackend mapping || await mapping.MapAsync(name, cancellationToken).ConfigureAwait(false) is not { } view)
        {
            return await ReadAsync(backend, name, lengthBytes, cancellationToken).ConfigureAwait(false);
        }

        if (view.LengthBytes != lengthBytes)
        {
            using (view)
            {
                throw OfAnotherLength(name, lengthBytes);
            }
        }

        return view;
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

        return new ObjectView(buffer, file: null, content.Length);
    }

    private static async ValueTask<ObjectView> ReadAsync(
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
                buffer.WriteSpan((ulong)offset, block.AsSpan(0, count));
                offset += count == wanted ? count : throw OfAnotherLength(name, lengthBytes);
            }

            return new ObjectView(buffer, file: null, lengthBytes);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static CorruptDataException OfAnotherLength(string name, long lengthBytes) =>
        new($"Object '{name}'", $"it does not have {lengthBytes} bytes");

    private sealed class NativeBuffer : SafeBuffer
    {
        internal NativeBuffer(long lengthBytes)
            : base(ownsHandle: true)
        {
            SetHandle(Marshal.AllocHGlobal((nint)Math.Max(lengthBytes, 1)));
            Initialize((ulong)lengthBytes);
        }

        protected override bool ReleaseHandle()
        {
            Marshal.FreeHGlobal(handle);
            return true;
        }
    }
}
