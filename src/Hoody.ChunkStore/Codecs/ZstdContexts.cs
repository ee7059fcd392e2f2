using System.Collections.Concurrent;
using ZstdSharp;

namespace Hoody.ChunkStore.Codecs;

/// <summary>Zstandard contexts, kept for their next use: making one costs more than coding a blob. Thread-safe.</summary>
/// <remarks>A context holds up to a few MiB of native memory; no more are kept than there are processors.</remarks>
internal static class ZstdContexts
{
    private static readonly ConcurrentBag<Compressor> s_compressors = [];
    private static readonly ConcurrentBag<Decompressor> s_decompressors = [];

    /// <returns>The length of the frame; 0 when it does not fit.</returns>
    internal static int Encode(int level, ReadOnlySpan<byte> plain, Span<byte> frame)
    {
        Compressor context = s_compressors.TryTake(out Compressor? kept) ? kept : new Compressor(level);
        try
        {
            context.Level = level;
            return context.TryWrap(plain, frame, out int written) ? written : 0;
        }
        finally
        {
            Keep(context, s_compressors);
        }
    }

    /// <returns>The count of plain bytes; -1 when it is not a frame, or one of more bytes than <paramref name="plain"/> has room for.</returns>
    internal static int Decode(ReadOnlySpan<byte> frame, Span<byte> plain)
    {
        Decompressor context = s_decompressors.TryTake(out Decompressor? kept) ? kept : new Decompressor();
        try
        {
            // In one step into the room there is: neither the size nor the window that a frame claims is ever allocated.
            return context.TryUnwrap(frame, plain, out int written) ? written : -1;
        }
        catch (ZstdException)
        {
            return -1;
        }
        finally
        {
            Keep(context, s_decompressors);
        }
    }

    private static void Keep<T>(T context, ConcurrentBag<T> kept)
        where T : IDisposable
    {
        if (kept.Count < Environment.ProcessorCount)
        {
            kept.Add(context);
        }
        else
        {
            context.Dispose();
        }
    }
}
